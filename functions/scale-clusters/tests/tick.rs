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
const CLUSTER: &str = "j-ETL";

/// Three nodes whose containers wait: more arrive in a minute than end in one.
fn world() -> Value {
    json!({
        "start": NOON,
        "clusters": [{
            "id": CLUSTER, "name": "etl", "core": 2, "task": 1,
            "load": {
                "container_seconds": 600.0,
                "arrivals": { "constant": { "containers_per_minute": 6.0 } }
            }
        }]
    })
}

fn policy() -> Value {
    json!({
        "name": "etl",
        "targets": { "kind": "emr-cluster", "names": [CLUSTER, "j-GONE"] },
        "bounds": { "min": 1, "max": 20 },
        "rules": [{ "step": { "metric": "containers_pending", "over": 5, "add": 3 } }]
    })
}

#[tokio::test]
async fn a_cluster_whose_containers_wait_is_scaled_out_once_beside_one_that_is_gone() {
    let deployment = Deployment::start(env!("CARGO_BIN_EXE_scale-clusters"), world()).await;
    deployment.store_policy("etl", &policy()).await;
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!(
        report["acted"][0]["target"], "emr-cluster/j-ETL",
        "{report}"
    );
    assert_eq!(report["acted"][0]["to"], 4, "{report}");
    assert_eq!(report["failed"][0]["failure"], "not_found", "{report}");

    let memory = deployment.memory("emr-cluster", CLUSTER).await.unwrap();
    assert_eq!(memory["version"].as_n().unwrap(), "2"); // the claim, and what came of it

    let again = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!((&again["due"], &again["acted"]), (&json!(0), &json!([])));
    let next = json!({ "time": "2026-03-20T12:01:00Z" });
    let next = deployment.invoke(next).await.unwrap();
    assert_eq!((&next["held"], &next["acted"]), (&json!(1), &json!([])));
    assert_eq!(deployment.outcomes("ModifyInstanceGroups"), ["ok"]);
}

#[tokio::test]
async fn streams_are_left_to_the_other_function() {
    let deployment = Deployment::start(env!("CARGO_BIN_EXE_scale-clusters"), world()).await;
    let streams = json!({
        "name": "clicks",
        "targets": { "kind": "kinesis-stream", "names": ["clicks"] },
        "bounds": { "min": 2, "max": 64 },
        "rules": [{ "track": { "metric": "write_utilization", "target": 0.5 } }]
    });
    deployment.store_policy("clicks", &streams).await;
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!((&report["due"], &report["failed"]), (&json!(0), &json!([])));
    assert!(deployment.sandbox.calls_since(0).is_empty());
}
