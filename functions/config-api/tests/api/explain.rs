//! What would be decided now; nothing is changed.

use evaluation::{Failure, fakes::failing};
use serde_json::json;

use crate::world::{World, at, policy, stream};

const PATH: &str = "/v1/targets/kinesis-stream/clicks/explain";

#[tokio::test]
async fn an_explanation_names_each_rule_and_each_guard_in_words_and_numbers() {
    let world = World::with_clicks();
    world.read(4.0);
    let said = world.get(PATH).await.ok();
    assert_eq!(said["at"], at(60).to_string());
    assert_eq!(
        (&said["action"], &said["from"], &said["to"]),
        (&json!("scale"), &json!(4), &json!(8))
    );
    assert!(
        said["because"]
            .as_str()
            .unwrap()
            .starts_with("scale 4 → 8 because")
    );
    assert_eq!(said["bounds"], json!({"min": 1, "max": 64}));
    let rule = &said["rules"][0];
    assert_eq!(
        (&rule["rule"], &rule["wants"]),
        (&json!("track"), &json!(8))
    );
    assert_eq!(rule["finding"]["track"]["target"], 0.5);
    let guards = said["guards"].as_array().unwrap();
    assert_eq!(guards.len(), decision::guards::Guard::ALL.len());
    assert!(
        guards
            .iter()
            .all(|guard| !guard["says"].as_str().unwrap().is_empty())
    );
}

#[tokio::test]
async fn explaining_changes_and_remembers_nothing() {
    let world = World::with_clicks();
    world.read(4.0);
    world.get(PATH).await.ok();
    assert_eq!(world.targets.asked(), Vec::<u32>::new());
    assert_eq!(world.store.memory.memory(&stream("clicks")), None);
}

#[tokio::test]
async fn an_explanation_tells_when_it_is_decided_in_earnest() {
    let world = World::with_clicks();
    assert_eq!(world.get(PATH).await.ok()["next_evaluation"], json!(null));
    world.tick(59).await;
    assert_eq!(
        world.get(PATH).await.ok()["next_evaluation"],
        at(60).to_string()
    );
}

#[tokio::test]
async fn without_metrics_the_explanation_says_so() {
    let world = World::with_clicks();
    *world.metrics.error.lock().unwrap() = Some(failing("GetMetricData", Failure::AccessDenied));
    let said = world.get(PATH).await.ok();
    assert_eq!(said["action"], "hold");
    assert_eq!(said["rules"][0]["opinion"], "abstains");
    assert!(
        said["problems"][0]
            .as_str()
            .unwrap()
            .contains("GetMetricData")
    );
}

#[tokio::test]
async fn a_target_that_cannot_be_looked_at_says_why() {
    let world = World::with_clicks();
    for (failure, status, kind) in [
        (Failure::Throttled, 503, "throttled"),
        (Failure::Unavailable, 503, "unavailable"),
        (Failure::AccessDenied, 502, "access-denied"),
        (Failure::NotFound, 404, "target-gone"),
        (Failure::NotOurs, 409, "target-not-ours"),
        (Failure::Refused, 502, "bad-answer"),
        (Failure::Malformed, 502, "bad-answer"),
    ] {
        let error = failing("DescribeStreamSummary", failure);
        world
            .targets
            .statuses
            .lock()
            .unwrap()
            .insert(stream("clicks"), Err(error));
        let answer = world.get(PATH).await;
        let problem = answer.problem(status, kind);
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("DescribeStreamSummary")
        );
        assert_eq!(
            answer.header("retry-after"),
            if status == 503 { "5" } else { "" }
        );
    }
}

#[tokio::test]
async fn a_broken_policy_cannot_be_explained_and_says_why() {
    let mut world = World::new();
    let mut broken = policy("clicks", &["clicks"]);
    broken["bounds"] = json!("wide");
    world.store.memory = world.store.memory.with_policy(broken);
    let problem = world.get(PATH).await.problem(409, "target-broken");
    assert!(problem["detail"].as_str().unwrap().contains("/bounds"));
}

#[tokio::test]
async fn what_no_policy_names_is_404() {
    World::new().get(PATH).await.problem(404, "unknown-target");
    let answer = World::with_clicks().get(&format!("{PATH}?now=1")).await;
    answer.problem(400, "bad-parameter");
}
