//! The function as it is deployed: its binary, woken by the runtime API, calling its services over
//! the wire.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod deployment;

use deployment::Deployment;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

const NOON: &str = "2026-03-20T12:00:00Z";

/// Four shards with the load of three; a policy that wants them half full asks for six.
fn world() -> Value {
    json!({
        "start": NOON,
        "streams": [{
            "name": "clicks",
            "shards": 4,
            "load": { "constant": { "bytes": 3_145_728.0, "records": 1_000.0 } }
        }]
    })
}

fn policy() -> Value {
    json!({
        "name": "clicks",
        "targets": { "kind": "kinesis-stream", "names": ["clicks"] },
        "bounds": { "min": 2, "max": 64 },
        "rules": [{ "track": { "metric": "write_utilization", "target": 0.5 } }],
        "actuator": { "reshard": { "operations": false } }
    })
}

async fn deployed() -> Deployment {
    deployed_with(&policy()).await
}

async fn deployed_with(policy: &Value) -> Deployment {
    let deployment = Deployment::start(env!("CARGO_BIN_EXE_scale-streams"), world()).await;
    deployment.store_policy("clicks", policy).await;
    deployment
}

#[tokio::test]
async fn a_stream_that_may_be_split_is_and_the_next_minute_goes_on() {
    let mut by_operations = policy();
    by_operations["actuator"] = json!({});
    let deployment = deployed_with(&by_operations).await;
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    let operating = &report["operating"][0];
    assert_eq!(operating["target"]["name"], "clicks", "{report}");
    assert_eq!(operating["due"], "2026-03-20T12:00:30Z");
    let memory = deployment.memory("kinesis-stream", "clicks").await.unwrap();
    assert_eq!(memory["version"].as_n().unwrap(), "1"); // the claim
    // What was written can be read; the first split is still under way.
    let next = json!({ "time": "2026-03-20T12:01:00Z" });
    let next = deployment.invoke(next).await.unwrap();
    assert_eq!(
        (&next["held"], &next["failed"]),
        (&json!(1), &json!([])),
        "{next}"
    );
    assert_eq!(deployment.outcomes("SplitShard"), ["ok"]);
    assert_eq!(deployment.outcomes("UpdateShardCount"), [""; 0]);
}

#[tokio::test]
async fn a_stream_under_load_is_scaled_out_once() {
    let deployment = deployed().await;
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!(
        report["acted"][0]["target"], "kinesis-stream/clicks",
        "{report}"
    );
    assert_eq!(report["acted"][0]["to"], 6, "{report}");

    let memory = deployment.memory("kinesis-stream", "clicks").await.unwrap();
    assert_eq!(memory["version"].as_n().unwrap(), "2"); // the claim, and what came of it
    assert!(memory.contains_key("expires"));

    // The same event delivered again, and the next minute while the stream is changing.
    let again = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!((&again["due"], &again["acted"]), (&json!(0), &json!([])));
    let next = json!({ "time": "2026-03-20T12:01:00Z" });
    let next = deployment.invoke(next).await.unwrap();
    assert_eq!((&next["held"], &next["acted"]), (&json!(1), &json!([])));

    assert_eq!(deployment.outcomes("UpdateShardCount"), ["ok"]);
}

#[tokio::test]
async fn the_function_names_itself_to_the_services_that_it_calls() {
    let deployment = deployed().await;
    deployment.invoke(json!({ "time": NOON })).await.unwrap();
    let calls = deployment.sandbox.calls_since(0);
    let app = Some("auxo-scale-streams".to_owned());
    assert!(calls.iter().all(|call| call.app == app), "{calls:?}");
}

#[tokio::test]
async fn a_call_that_is_denied_is_in_the_report_with_the_permission_to_give() {
    let deployment = deployed().await;
    deployment.sandbox.set_fault(Fault {
        action: "UpdateShardCount".to_owned(),
        target: None,
        kind: FaultKind::AccessDenied,
        delay_ms: 0,
        seconds: 0,
        times: None,
    });
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    let said = report["refused"][0]["message"].as_str().unwrap();
    assert!(
        said.contains("has to allow kinesis:UpdateShardCount"),
        "{report}"
    );
}

#[tokio::test]
async fn an_event_of_an_unknown_shape_is_an_error_with_a_name() {
    let deployment = deployed().await;
    let error = deployment
        .invoke(json!({ "Records": [] }))
        .await
        .unwrap_err();
    assert_eq!(error["errorType"], "Auxo.BadEvent");
    let said = error["errorMessage"].as_str().unwrap();
    assert!(said.contains("found an object with `Records`"), "{said}");
}

#[tokio::test]
async fn an_empty_table_is_an_empty_tick() {
    let deployment = Deployment::start(env!("CARGO_BIN_EXE_scale-streams"), world()).await;
    let report = deployment.invoke(json!({ "time": NOON })).await.unwrap();
    assert_eq!((&report["due"], &report["failed"]), (&json!(0), &json!([])));
    assert!(deployment.sandbox.calls_since(0).is_empty());
}
