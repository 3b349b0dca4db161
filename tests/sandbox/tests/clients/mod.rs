//! The real clients, pointed at a sandbox in this process.

#![allow(dead_code, unreachable_pub, reason = "each test file uses some of it")]

use aws_smithy_http_client::Builder;
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use sandbox::{Running, Sandbox, WorldSpec};
use serde_json::{Value, json};

pub const STREAM: &str = "clicks";
pub const CLUSTER: &str = "j-ETL";
pub const NOON: i64 = 1_774_008_000; // 2026-03-20T12:00:00Z

/// A stream of 4 shards with 2 MiB/s and a cluster of 2 + 1 nodes, both with a steady load.
pub fn world() -> Value {
    json!({
        "start": "2026-03-20T12:00:00Z",
        "seed": 1,
        "streams": [{
            "name": STREAM,
            "shards": 4,
            "load": { "constant": { "bytes": 2_097_152.0, "records": 1000.0 } }
        }],
        "clusters": [{
            "id": CLUSTER, "name": "etl", "core": 2, "task": 1,
            "load": {
                "container_seconds": 60.0,
                "arrivals": { "constant": { "containers_per_minute": 6.0 } }
            }
        }]
    })
}

pub async fn start(world: Value) -> Running {
    let spec: WorldSpec = serde_json::from_value(world).unwrap();
    Sandbox::start(spec).await.unwrap()
}

/// Asks the control API.
pub async fn control(
    running: &Running,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("{}/sandbox{path}", running.url()))
        .header("content-type", "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
        .unwrap();
    let answer = Client::builder(TokioExecutor::new())
        .build_http()
        .request(request)
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(Body::new(answer.into_body()), 1 << 20)
        .await
        .unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

macro_rules! client {
    ($name:ident, $sdk:ident) => {
        pub fn $name(running: &Running) -> $sdk::Client {
            use $sdk::config::{AppName, BehaviorVersion, Credentials, Region, retry::RetryConfig};
            let config = $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("us-east-1"))
                .credentials_provider(Credentials::new("AKIDTEST", "secret", None, None, "test"))
                .http_client(Builder::new().build_http())
                .retry_config(RetryConfig::disabled())
                .app_name(AppName::new("auxo-test").unwrap())
                .endpoint_url(running.url())
                .build();
            $sdk::Client::from_conf(config)
        }
    };
}

client!(kinesis, aws_sdk_kinesis);
client!(ecs, aws_sdk_ecs);
client!(emr, aws_sdk_emr);
client!(lambda, aws_sdk_lambda);
client!(cloudwatch, aws_sdk_cloudwatch);
