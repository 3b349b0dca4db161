//! Permissions by someone else: a call is forwarded as it came to a stack that enforces IAM, and
//! performed here only if it is not refused there.

mod understood;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, Response, StatusCode, Uri, request::Parts},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use crate::wire::Call;

/// How long an allowed action is not asked for again.
const REMEMBERED: Duration = Duration::from_secs(5);

/// The most that is read of an answer, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// Errors that mean "not you" or "not this". Anything else means that the call would have been
/// performed: the resources do not exist there, so that other errors are to be expected.
const REFUSALS: [&str; 12] = [
    "AccessDeniedException",
    "AccessDenied",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "IncompleteSignature",
    "SignatureDoesNotMatch",
    "MissingAuthenticationToken",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "NotAuthorized",
    "UnauthorizedOperation",
];

/// The address is not one.
#[derive(Debug, thiserror::Error)]
#[error("authorize: `{0}` is not an address like http://127.0.0.1:4566")]
pub struct AuthorizerError(String);

/// What came of asking.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The call may be performed.
    Allowed,
    /// It may not: the code, and the whole answer for the caller.
    Refused {
        code: String,
        answer: Response<Bytes>,
    },
    /// Nobody answered.
    Unreachable(String),
}

/// Asks a stack that enforces IAM.
#[derive(Debug)]
pub(crate) struct Authorizer {
    authority: String,
    client: Client<HttpConnector, Body>,
    allowed: Mutex<HashMap<(String, String), Instant>>,
}

impl Authorizer {
    pub(crate) fn new(url: &str) -> Result<Self, AuthorizerError> {
        let bad = || AuthorizerError(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| bad())?;
        let authority = uri
            .authority()
            .filter(|_| uri.scheme_str() == Some("http"))
            .ok_or_else(bad)?;
        Ok(Self {
            authority: authority.to_string(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            allowed: Mutex::default(),
        })
    }

    /// Asks whether the signer of a request may do it. An allowed action is remembered for a while
    /// per access key; unsigned requests never are.
    pub(crate) async fn ask(&self, call: &Call, parts: &Parts, body: &Bytes) -> Verdict {
        let key = call.access_key_id.as_deref();
        let remembered = key.map(|key| (key.to_owned(), call.action.clone()));
        if remembered.as_ref().is_some_and(|call| self.remembers(call)) {
            return Verdict::Allowed;
        }
        let answer = match self.forward(call, parts, body).await {
            Ok(answer) => answer,
            Err(error) => return Verdict::Unreachable(error),
        };
        if let Some(code) = refusal(&answer) {
            return Verdict::Refused { code, answer };
        }
        if let Some(call) = remembered {
            let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
            allowed.insert(call, Instant::now());
        }
        Verdict::Allowed
    }

    /// Forgets what was allowed.
    pub(crate) fn forget(&self) {
        self.allowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn remembers(&self, call: &(String, String)) -> bool {
        let allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed
            .get(call)
            .is_some_and(|at| at.elapsed() < REMEMBERED)
    }

    /// Sends the request as it came, with its headers, Host among them: they are signed.
    async fn forward(
        &self,
        call: &Call,
        parts: &Parts,
        body: &Bytes,
    ) -> Result<Response<Bytes>, String> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::new(Body::from(body.clone()));
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = format!("http://{}{path}", self.authority)
            .parse()
            .map_err(|error| format!("{error}"))?;
        *request.headers_mut() = parts.headers.clone();
        understood::rewrite(&mut request, call, body)?;
        let answer = self
            .client
            .request(request)
            .await
            .map_err(|error| error.to_string())?;
        let (parts, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), MOST_BYTES)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Response::from_parts(parts, body))
    }
}

/// The code of a refusal, wherever the protocol puts it: CBOR and JSON both hold it as plain text.
fn refusal(answer: &Response<Bytes>) -> Option<String> {
    if answer.status().is_success() {
        return None;
    }
    let mut text = String::from_utf8_lossy(answer.body()).into_owned();
    for name in ["x-amzn-errortype", "x-amzn-query-error"] {
        let header = answer
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        text.push_str(header.unwrap_or_default());
    }
    let named = REFUSALS.into_iter().find(|code| text.contains(code));
    match named {
        Some(code) => Some(code.to_owned()),
        None if answer.status() == StatusCode::FORBIDDEN => {
            Some("AccessDeniedException".to_owned())
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &'static str) -> Response<Bytes> {
        Response::builder()
            .status(status)
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap()
    }

    #[test]
    fn only_refusals_of_the_caller_count() {
        let refused = refusal(&answer(
            400,
            r#"{"__type":"AccessDeniedException","message":"no"}"#,
        ));
        assert_eq!(refused.as_deref(), Some("AccessDeniedException"));
        assert!(refusal(&answer(403, "{}")).is_some());
        assert!(refusal(&answer(400, r#"{"__type":"ResourceNotFoundException"}"#)).is_none());
        assert!(refusal(&answer(200, r#"{"note":"AccessDenied"}"#)).is_none());
    }

    #[test]
    fn an_address_needs_scheme_and_host() {
        assert!(Authorizer::new("http://127.0.0.1:4566").is_ok());
        assert!(Authorizer::new("127.0.0.1:4566").is_err());
    }
}
