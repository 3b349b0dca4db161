//! When there is no answer to what a stream costs.

use evaluation::{Failure, StreamMode, fakes::failing};
use serde_json::json;

use crate::{
    costs::{PATH, world},
    world::{World, policy},
};

#[tokio::test]
async fn of_clusters_no_costs_are_known() {
    let mut world = World::new();
    let mut document = policy("etl", &["j-ETL"]);
    document["targets"]["kind"] = json!("emr-cluster");
    document["rules"] = json!([{"track": {"metric": "memory_utilization", "target": 0.7}}]);
    world.store.memory = world.store.memory.with_policy(document);
    let problem = world.get("/v1/targets/emr-cluster/j-ETL/costs").await;
    let problem = problem.problem(404, "no-costs");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("emr-cluster/j-ETL is no stream")
    );
}

#[tokio::test]
async fn days_are_one_to_fifteen() {
    let world = world(StreamMode::Provisioned);
    for days in ["0", "16", "-1", "week", "1.5", ""] {
        let answer = world.get(&format!("{PATH}?days={days}")).await;
        let problem = answer.problem(400, "bad-parameter");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("from 1 to 15"), "{detail}");
    }
    let said = world.get(&format!("{PATH}?days=15")).await.ok();
    assert_eq!(said["from"], "2026-11-07T00:00:00Z");
    assert_eq!(world.get(PATH).await.ok()["from"], "2026-11-15T00:00:00Z");
    world
        .get(&format!("{PATH}?day=1"))
        .await
        .problem(400, "bad-parameter");
}

#[tokio::test]
async fn without_metrics_there_are_no_figures() {
    let world = world(StreamMode::Provisioned);
    for (failure, status, kind) in [
        (Failure::Throttled, 503, "throttled"),
        (Failure::Unavailable, 503, "unavailable"),
        (Failure::AccessDenied, 502, "access-denied"),
    ] {
        *world.metrics.error.lock().unwrap() = Some(failing("GetMetricData", failure));
        let problem = world.get(PATH).await.problem(status, kind);
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("GetMetricData")
        );
    }
}

#[tokio::test]
async fn a_part_of_the_traffic_is_not_taken_for_all_of_it() {
    let world = world(StreamMode::Provisioned);
    *world.metrics.partial.lock().unwrap() = true;
    let answer = world.get(PATH).await;
    let problem = answer.problem(503, "unavailable");
    assert!(problem["detail"].as_str().unwrap().contains("fewer `days`"));
    assert_eq!(answer.header("retry-after"), "5");
}

#[tokio::test]
async fn a_stream_that_no_policy_names_or_that_is_gone_is_404() {
    World::new().get(PATH).await.problem(404, "unknown-target");
    let world = World::with_clicks();
    world.get(PATH).await.problem(404, "target-gone");
}
