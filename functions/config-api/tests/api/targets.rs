//! Targets follow from the policies; what is broken is shown.

use serde_json::{Value, json};

use crate::world::{World, at, policy};

pub(crate) fn names(page: &Value) -> Vec<String> {
    let name = |item: &Value| format!("{}/{}", item["kind"], item["name"]).replace('"', "");
    page["items"].as_array().unwrap().iter().map(name).collect()
}

fn cluster_policy() -> Value {
    json!({
        "name": "etl",
        "targets": {"kind": "emr-cluster", "names": ["j-1"]},
        "bounds": {"min": 1, "max": 8},
        "mode": "dry-run",
        "rules": [{"track": {"metric": "memory_utilization", "target": 0.7}}]
    })
}

#[tokio::test]
async fn a_target_that_was_never_evaluated_is_listed() {
    let listed = World::with_clicks().get("/v1/targets").await.ok();
    let target = &listed["items"][0];
    assert_eq!(
        (&target["name"], &target["mode"]),
        (&json!("clicks"), &json!("active"))
    );
    assert_eq!(
        (&target["capacity"], &target["last_evaluation"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(target["problems"], json!([]));
}

#[tokio::test]
async fn a_target_tells_its_capacity_its_bounds_and_why() {
    let world = World::with_clicks();
    world.read(2.0);
    world.tick(0).await;
    let target = world.get("/v1/targets/kinesis-stream/clicks").await.ok();
    assert_eq!(
        (&target["capacity"], &target["desired"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(target["bounds"], json!({"min": 1, "max": 64}));
    assert_eq!(target["last_evaluation"], at(0).to_string());
    assert_eq!(target["next_evaluation"], at(1).to_string());
    assert!(
        target["because"]
            .as_str()
            .unwrap()
            .starts_with("hold 4 because")
    );
    assert_eq!(target["decision"]["rules"][0]["rule"], "track");
    assert_eq!(target["decision"]["because"], target["because"]);
}

#[tokio::test]
async fn a_change_under_way_is_told() {
    let world = World::with_clicks();
    world.read(4.0);
    world.tick(0).await;
    let target = world.get("/v1/targets/kinesis-stream/clicks").await.ok();
    assert_eq!(target["desired"], 8, "{target}");
    let activity = &target["activity"];
    assert_eq!(
        (&activity["from"], &activity["asked"]),
        (&json!(4), &json!(8))
    );
    assert_eq!(
        target["decision"]["act"],
        json!({"result": "accepted", "asked": 8})
    );
}

#[tokio::test]
async fn targets_of_both_kinds_are_listed_or_of_one() {
    let mut world = World::with_clicks();
    world.store.memory = world.store.memory.with_policy(cluster_policy());
    let all = world.get("/v1/targets").await.ok();
    assert_eq!(names(&all), ["emr-cluster/j-1", "kinesis-stream/clicks"]);
    assert_eq!(all["items"][0]["mode"], "dry-run");
    let streams = world.get("/v1/targets?kind=kinesis-stream").await.ok();
    assert_eq!(names(&streams), ["kinesis-stream/clicks"]);
}

#[tokio::test]
async fn targets_come_in_pages() {
    let mut world = World::new();
    world.store.memory = world
        .store
        .memory
        .with_policy(policy("many", &["c", "a", "b"]));
    let first = world.get("/v1/targets?limit=2").await.ok();
    assert_eq!(names(&first), ["kinesis-stream/a", "kinesis-stream/b"]);
    let cursor = first["next"].as_str().unwrap();
    let second = world
        .get(&format!("/v1/targets?limit=2&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(names(&second), ["kinesis-stream/c"]);
    assert_eq!(second["next"], Value::Null);
}

#[tokio::test]
async fn what_no_policy_names_is_404() {
    let world = World::with_clicks();
    world
        .get("/v1/targets/kinesis-stream/views")
        .await
        .problem(404, "unknown-target");
    let answer = world.get("/v1/targets/kinesis-steam/clicks").await;
    let problem = answer.problem(404, "unknown-target");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `kinesis-stream`?")
    );
}

#[tokio::test]
async fn parameters_are_read_strictly() {
    let world = World::with_clicks();
    for query in [
        "limit=0",
        "limit=501",
        "limit=ten",
        "limit=",
        "kind=stream",
        "cursor=zz",
        "cursor=6",
        "limt=5",
        "limit=5&limit=6",
        "limit=-1",
        "kind=%FF",
    ] {
        let answer = world.get(&format!("/v1/targets?{query}")).await;
        let problem = answer.problem(400, "bad-parameter");
        let name = query.split('=').next().unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains(name),
            "{problem}"
        );
    }
    let answer = world
        .get("/v1/targets/kinesis-stream/clicks?verbose=1")
        .await;
    answer.problem(400, "bad-parameter");
}
