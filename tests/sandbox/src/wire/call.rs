//! A call, recognized: which service and action, about what, and by whom.

use axum::http::{HeaderMap, Method, Uri};
use serde_json::Value;

use super::{
    cloudwatch::{self, MetricDataRequest},
    ecs, emr, lambda,
    refusal::Refusal,
};

const CLOUDWATCH_PATH: &str = "/service/GraniteServiceVersion20100801/operation/";

/// A service that the sandbox stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Kinesis,
    Emr,
    CloudWatch,
    Ecs,
    Lambda,
}

impl Service {
    /// The prefix of its actions in a policy.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kinesis => "kinesis",
            Self::Emr => "elasticmapreduce",
            Self::CloudWatch => "cloudwatch",
            Self::Ecs => "ecs",
            Self::Lambda => "lambda",
        }
    }
}

/// How a call and its answer are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// AWS JSON 1.0 or 1.1, or JSON over REST: the content type of the call is that of its answer.
    Json(&'static str),
    /// Smithy RPC v2 CBOR.
    Cbor,
}

impl Protocol {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json(content_type) => content_type,
            Self::Cbor => "application/cbor",
        }
    }
}

/// What a call brings.
#[derive(Debug)]
pub(crate) enum Input {
    Json(Value),
    Metrics(MetricDataRequest),
    /// Nothing that can be performed, and why. It is refused only when its turn comes, so that it
    /// is authorized and noted like any other.
    Refused(Refusal),
}

/// One call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) protocol: Protocol,
    pub(crate) action: String,
    pub(crate) input: Input,
    /// The streams, clusters, services and mappings that it names, each once.
    pub(crate) targets: Vec<String>,
    pub(crate) access_key_id: Option<String>,
    pub(crate) app: Option<String>,
}

impl Call {
    pub(crate) fn read(
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let (service, protocol, action) = recognize(method, uri, headers)?;
        let json = |read: serde_json::Result<Value>, targets: fn(&Value) -> Vec<String>| match read
        {
            Ok(input) => {
                let targets = targets(&input);
                (Input::Json(input), targets)
            }
            Err(error) => {
                let refusal = Refusal::of("SerializationException", error.to_string());
                (Input::Refused(refusal), Vec::new())
            }
        };
        let (input, targets) = match service {
            Service::CloudWatch if action == "GetMetricData" => {
                match cloudwatch::read(protocol, body) {
                    Ok(request) => {
                        let targets = request.targets();
                        (Input::Metrics(request), targets)
                    }
                    Err(refusal) => (Input::Refused(refusal), Vec::new()),
                }
            }
            Service::CloudWatch => (
                Input::Refused(Refusal::unknown_operation(action)),
                Vec::new(),
            ),
            Service::Kinesis | Service::Emr => json(serde_json::from_slice(body), targets),
            Service::Ecs => json(serde_json::from_slice(body), ecs::targets),
            Service::Lambda => json(lambda::input(uri, body), lambda::targets),
        };
        Ok(Self {
            service,
            protocol,
            action: action.to_owned(),
            input,
            targets,
            access_key_id: access_key_id(headers),
            app: app(headers),
        })
    }
}

fn recognize<'a>(
    method: &Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
) -> Result<(Service, Protocol, &'a str), Refusal> {
    if let Some(action) = uri.path().strip_prefix(CLOUDWATCH_PATH) {
        return Ok((Service::CloudWatch, Protocol::Cbor, action));
    }
    if let Some(action) = lambda::action(method, uri) {
        return Ok((Service::Lambda, Protocol::Json("application/json"), action));
    }
    let old = header(headers, "content-type").is_some_and(|kind| kind.contains("json-1.0"));
    let kind = if old {
        "application/x-amz-json-1.0"
    } else {
        "application/x-amz-json-1.1"
    };
    let target = header(headers, "x-amz-target").unwrap_or_default();
    let (service, action) = match target.split_once('.') {
        Some(("Kinesis_20131202", action)) => (Service::Kinesis, action),
        Some(("ElasticMapReduce", action)) => (Service::Emr, action),
        Some(("AmazonEC2ContainerServiceV20141113", action)) => (Service::Ecs, action),
        Some(("GraniteServiceVersion20100801", action)) => (Service::CloudWatch, action),
        _ => {
            return Err(Refusal::unknown_operation(if target.is_empty() {
                uri.path()
            } else {
                target
            }));
        }
    };
    Ok((service, Protocol::Json(kind), action))
}

fn targets(input: &Value) -> Vec<String> {
    let text = |field: &str| input[field].as_str();
    let of_arn = |field| text(field).and_then(|arn| arn.rsplit('/').next());
    // The token of a page begins with what it is about.
    let of_token = || text("NextToken").and_then(|token| Some(token.split_once('|')?.0));
    let mut targets: Vec<String> = text("StreamName")
        .or_else(|| of_arn("StreamARN"))
        .or_else(|| of_arn("ResourceARN"))
        .or_else(|| text("ClusterId"))
        .or_else(of_token)
        .map(str::to_owned)
        .into_iter()
        .collect();
    for group in input["InstanceGroups"].as_array().into_iter().flatten() {
        let cluster = group["InstanceGroupId"]
            .as_str()
            .and_then(emr::cluster_of_group);
        if let Some(cluster) = cluster.filter(|cluster| !targets.contains(cluster)) {
            targets.push(cluster);
        }
    }
    targets
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The first part of the signature's `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
fn access_key_id(headers: &HeaderMap) -> Option<String> {
    let credential = header(headers, "authorization")?
        .split_once("Credential=")?
        .1;
    credential.split('/').next().map(str::to_owned)
}

/// `app/NAME` of the user agent; the SDK writes it into either header.
fn app(headers: &HeaderMap) -> Option<String> {
    ["x-amz-user-agent", "user-agent"]
        .into_iter()
        .filter_map(|name| header(headers, name))
        .flat_map(str::split_whitespace)
        .find_map(|part| part.strip_prefix("app/"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_says_who_makes_it() {
        let mut headers = HeaderMap::new();
        let credential = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260320/us-east-1/kinesis/aws4_request, Signature=0";
        headers.insert("authorization", credential.parse().unwrap());
        headers.insert(
            "x-amz-user-agent",
            "aws-sdk-rust/1.3 ua/2.1 app/auxo-streams".parse().unwrap(),
        );
        headers.insert(
            "x-amz-target",
            "Kinesis_20131202.ListShards".parse().unwrap(),
        );
        let body = br#"{"StreamARN":"arn:aws:kinesis:us-east-1:0:stream/clicks"}"#;
        let call = Call::read(&Method::POST, &Uri::from_static("/"), &headers, body).unwrap();
        assert_eq!(
            (call.service, call.action.as_str()),
            (Service::Kinesis, "ListShards")
        );
        assert_eq!(call.targets, ["clicks"]);
        assert_eq!(call.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
        assert_eq!(call.app.as_deref(), Some("auxo-streams"));
    }

    #[test]
    fn a_service_that_is_not_there_is_an_unknown_operation() {
        let uri = Uri::from_static("/x");
        let refusal = Call::read(&Method::POST, &uri, &HeaderMap::new(), b"{}").unwrap_err();
        assert_eq!(refusal.code, "UnknownOperationException");
    }
}
