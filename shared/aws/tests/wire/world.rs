//! A world to talk to, and the adapters' configuration for it.

use std::time::Duration;

use aws::SdkConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_kinesis::config::{Credentials, SharedCredentialsProvider};
use decision::{Policy, TargetId, TargetKind};
use sandbox::{Fault, FaultKind, Running, Sandbox};
use serde_json::{Value, json};

pub(crate) const STREAM: &str = "clicks";
pub(crate) const CLUSTER: &str = "j-ETL";
pub(crate) const NOON: &str = "2026-03-20T12:00:00Z";

pub(crate) const SERVICE: &str = "readers.clicks";
pub(crate) const MAPPING: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

/// A stream with a steady load, a cluster that takes a while to grow, and what reads the stream.
pub(crate) fn world(shards: u32) -> Value {
    let load = json!({ "constant": { "bytes": 2_097_152.0, "records": 1_000.0 } });
    let stream = |name: &str, mode: &str| json!({ "name": name, "shards": shards, "mode": mode, "load": load });
    json!({
        "start": NOON,
        "streams": [stream(STREAM, "PROVISIONED"), stream("by-itself", "ON_DEMAND")],
        "clusters": [{
            "id": CLUSTER, "name": "etl", "core": 2, "task": 3,
            "load": {
                "container_seconds": 60.0,
                "arrivals": { "constant": { "containers_per_minute": 6.0 } }
            }
        }],
        "services": [{ "cluster": "readers", "name": "clicks", "tasks": 4, "cpu": 3.0 }],
        "mappings": [{ "uuid": MAPPING, "function": "enrich", "stream": STREAM, "factor": 2 }]
    })
}

pub(crate) async fn start(world: Value) -> Running {
    let spec = serde_json::from_value(world).unwrap();
    Sandbox::start(spec).await.unwrap()
}

/// As a function is configured, but for waits that a test need not sit through.
pub(crate) fn config(running: &Running) -> SdkConfig {
    let timeouts = aws::timeouts()
        .to_builder()
        .operation_attempt_timeout(Duration::from_secs(3));
    config_with(running, timeouts)
}

/// Gives up on a call that is held.
pub(crate) fn impatient(running: &Running) -> SdkConfig {
    let timeouts = aws::timeouts()
        .to_builder()
        .operation_attempt_timeout(Duration::from_millis(100));
    config_with(running, timeouts)
}

/// The configuration, by another way to the world.
pub(crate) fn by(address: &str, running: &Running) -> SdkConfig {
    let config = config(running).into_builder();
    config.endpoint_url(format!("http://{address}")).build()
}

fn config_with(
    running: &Running,
    timeouts: aws_config::timeout::TimeoutConfigBuilder,
) -> SdkConfig {
    let key = Credentials::new("AKIDTEST", "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(key))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(aws::retries().with_initial_backoff(Duration::from_millis(1)))
        .timeout_config(timeouts.build())
        .endpoint_url(running.url())
        .build()
}

pub(crate) fn stream(name: &str) -> TargetId {
    TargetId {
        kind: TargetKind::KinesisStream,
        name: name.to_owned(),
    }
}

pub(crate) fn cluster(id: &str) -> TargetId {
    TargetId {
        kind: TargetKind::EmrCluster,
        name: id.to_owned(),
    }
}

pub(crate) fn service(name: &str) -> TargetId {
    TargetId {
        kind: TargetKind::EcsService,
        name: name.to_owned(),
    }
}

pub(crate) fn mapping(uuid: &str) -> TargetId {
    TargetId {
        kind: TargetKind::EventSourceMapping,
        name: uuid.to_owned(),
    }
}

pub(crate) fn policy(kind: &str) -> Policy {
    let metric = match kind {
        "emr-cluster" => "memory_utilization",
        _ => "write_utilization",
    };
    let document = json!({
        "name": "p",
        "targets": { "kind": kind, "names": ["any"] },
        "bounds": { "min": 1, "max": 100 },
        "rules": [{ "track": { "metric": metric, "target": 0.5 } }],
        "actuator": { "decommission_timeout": "10m" }
    });
    Policy::parse(&document).unwrap()
}

/// Lets a fault strike an action, so many times or always.
pub(crate) fn strike(running: &Running, action: &str, kind: FaultKind, times: Option<u32>) {
    running.set_fault(Fault {
        action: action.to_owned(),
        target: None,
        kind,
        delay_ms: 0,
        seconds: 0,
        times,
    });
}

/// The calls of an action so far.
pub(crate) fn calls(running: &Running, action: &str) -> usize {
    let calls = running.calls_since(0);
    calls.iter().filter(|call| call.action == action).count()
}
