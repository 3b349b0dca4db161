//! The world of a test, and how it is asked. What holds for every answer is checked here, once.

use std::{cell::Cell, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use config_api::{Ports, router};
use decision::{Readiness, TargetId, TargetKind};
use evaluation::{
    Evaluator, ParsedPolicies, Viewer,
    fakes::{FakeMetrics, FakeTargets, TimeLeft},
};
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use pricing::Prices;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) use crate::answer::Answer;
use crate::{
    contract,
    store::{Fault, Store},
};

pub(crate) struct World {
    pub store: Store,
    pub metrics: &'static FakeMetrics,
    pub targets: &'static FakeTargets,
    /// When requests come.
    pub now: Cell<Timestamp>,
}

pub(crate) fn at(minute: i64) -> Timestamp {
    let noon: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    Timestamp::from_second(noon.as_second() + 60 * minute).unwrap()
}

pub(crate) fn stream(name: &str) -> TargetId {
    TargetId {
        kind: TargetKind::KinesisStream,
        name: name.to_owned(),
    }
}

/// A policy that tracks half of what shards give to readers.
pub(crate) fn policy(name: &str, streams: &[&str]) -> Value {
    json!({
        "name": name,
        "targets": {"kind": "kinesis-stream", "names": streams},
        "bounds": {"min": 1, "max": 64},
        "rules": [{"track": {"metric": "read_utilization", "target": 0.5}}],
        "guards": {"scale_in": {"cooldown": "5m", "stabilization": "0s"}}
    })
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            store: Store::default(),
            metrics: Box::leak(Box::default()),
            targets: Box::leak(Box::default()),
            now: Cell::new(at(60)),
        }
    }

    /// A world in which a policy named `clicks` scales the stream of that name, which has 4 shards.
    pub(crate) fn with_clicks() -> Self {
        let mut world = Self::new();
        world.store.memory = world
            .store
            .memory
            .with_policy(policy("clicks", &["clicks"]));
        world.targets.set(&stream("clicks"), 4, Readiness::Ready);
        world.read(1.0);
        world
    }

    /// Readers take as much as this many shards give.
    pub(crate) fn read(&self, shards: f64) {
        let bytes = shards * 2.0 * 1_048_576.0 * 60.0;
        self.metrics.set("GetRecords.Bytes", bytes);
    }

    pub(crate) fn fail(&self, fault: Fault) {
        *self.store.fault.lock().unwrap() = Some(fault);
    }

    pub(crate) async fn tick(&self, minute: i64) {
        let evaluator = Evaluator {
            metrics: self.metrics,
            targets: self.targets,
            actuator: self.targets,
            store: self.store.clone(),
            policies: ParsedPolicies::default(),
        };
        let plenty = TimeLeft(Duration::from_secs(60));
        let tick = evaluator.tick(TargetKind::KinesisStream, at(minute), &plenty);
        tick.await.unwrap();
    }

    pub(crate) fn router(&self) -> Router {
        router(Ports {
            store: self.store.clone(),
            viewer: Viewer {
                metrics: self.metrics,
                targets: self.targets,
            },
            prices: Prices::with(None).unwrap(),
        })
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    pub(crate) async fn put(
        &self,
        name: &str,
        headers: &[(&str, &str)],
        document: &Value,
    ) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        let path = format!("/v1/policies/{name}");
        self.ask("PUT", &path, &headers, document.to_string()).await
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .extension(context(self.now.get()))
            .body(body.into())
            .unwrap();
        let answer = send(self.router(), request).await;
        contract::check(method, path, &answer);
        answer
    }
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// What the gateway tells of a request that came then.
fn context(now: Timestamp) -> RequestContext {
    let context = json!({
        "timeEpoch": now.as_millisecond(),
        "http": {"method": "GET"},
        "authorizer": {"iam": {"userArn": "arn:aws:iam::123456789012:user/ada"}}
    });
    RequestContext::ApiGatewayV2(serde_json::from_value(context).unwrap())
}
