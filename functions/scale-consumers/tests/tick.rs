//! The function as it is deployed: its binary, woken by the runtime API, calling its services over
//! the wire.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

#[path = "../../scale-streams/tests/deployment/mod.rs"]
mod deployment;

use deployment::Deployment;
use serde_json::{Value, json};

const NOON: &str = "2026-03-20T12:00:00Z";
const MAPPING: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

fn world() -> Value {
    json!({
        "start": NOON,
        "services": [{ "cluster": "readers", "name": "clicks", "tasks": 4, "cpu": 3.6 }],
        "mappings": [{ "uuid": MAPPING, "function": "enrich", "stream": "clicks" }]
    })
}

async fn deployed() -> Deployment {
    Deployment::start(env!("CARGO_BIN_EXE_scale-consumers"), world()).await
}

fn services() -> Value {
    json!({
        "name": "services",
        "targets": { "kind": "ecs-service", "names": ["readers.clicks", "readers.gone"] },
        "bounds": { "min": 1, "max": 20 },
        "rules": [{ "track": { "metric": "task_cpu_utilization", "target": 0.6 } }]
    })
}

fn mappings() -> Value {
    json!({
        "name": "mappings",
        "targets": { "kind": "event-source-mapping", "names": [MAPPING] },
        "bounds": { "min": 2, "max": 10 },
        "rules": [{ "follow": { "kind": "kinesis-stream", "name": "clicks" } }]
    })
}

#[tokio::test]
async fn services_and_mappings_are_evaluated_beside_each_other() {
    let deployment = deployed().await;
    deployment.store_policy("services", &services()).await;
    deployment.store_policy("mappings", &mappings()).await;
    let reports = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    let [of_services, of_mappings] = reports.as_array().unwrap().as_slice() else {
        panic!("{reports}");
    };
    let acted = &of_services["acted"][0];
    assert_eq!(acted["target"], "ecs-service/readers.clicks", "{reports}");
    assert_eq!((&acted["from"], &acted["to"]), (&json!(4), &json!(6)));
    assert_eq!(of_services["failed"][0]["failure"], "not_found");
    // Nothing is known of the stream: only the bounds are kept.
    let acted = &of_mappings["acted"][0];
    let target = format!("event-source-mapping/{MAPPING}");
    assert_eq!(acted["target"], target, "{reports}");
    assert_eq!((&acted["from"], &acted["to"]), (&json!(1), &json!(2)));
    assert_eq!(deployment.outcomes("UpdateService"), ["ok"]);
    assert_eq!(deployment.outcomes("UpdateEventSourceMapping"), ["ok"]);
}

#[tokio::test]
async fn an_event_that_is_none_of_ours_changes_nothing() {
    let deployment = deployed().await;
    deployment.store_policy("mappings", &mappings()).await;
    let wrong = deployment.invoke(json!({ "when": NOON })).await;
    assert!(wrong.is_err(), "{wrong:?}");
    assert!(deployment.sandbox.calls_since(0).is_empty());
}
