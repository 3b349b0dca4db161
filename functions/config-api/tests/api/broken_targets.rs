//! Targets that cannot be evaluated are shown with what is wrong.

use decision::Readiness;
use serde_json::{Value, json};

use crate::{
    targets::names,
    world::{World, policy, stream},
};

#[tokio::test]
async fn a_target_of_a_broken_policy_says_so_and_the_others_are_shown() {
    let mut world = World::with_clicks();
    let mut broken = policy("odd", &["views"]);
    broken["bounds"] = json!("wide");
    world.store.memory = world.store.memory.with_policy(broken);
    let listed = world.get("/v1/targets").await.ok();
    assert_eq!(
        names(&listed),
        ["kinesis-stream/clicks", "kinesis-stream/views"]
    );
    let views = &listed["items"][1];
    assert_eq!(views["mode"], Value::Null);
    assert!(views["problems"][0].as_str().unwrap().contains("/bounds"));
    let one = world.get("/v1/targets/kinesis-stream/views").await.ok();
    assert_eq!(one["problems"], views["problems"]);
}

#[tokio::test]
async fn a_target_with_a_broken_memory_says_so() {
    let world = World::with_clicks();
    world.tick(0).await;
    world
        .store
        .memory
        .broken
        .lock()
        .unwrap()
        .push(stream("clicks"));
    let listed = world.get("/v1/targets").await.ok();
    assert_eq!(listed["items"][0]["problems"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_policy_that_names_a_taken_target_is_reported() {
    let mut world = World::with_clicks();
    world.store.memory = world.store.memory.with_policy(policy("late", &["clicks"]));
    let listed = world.get("/v1/targets").await.ok();
    assert_eq!(names(&listed), ["kinesis-stream/clicks"]);
    assert!(listed["problems"][0].as_str().unwrap().contains("`clicks`"));
}

#[tokio::test]
async fn a_target_that_cannot_be_evaluated_says_why() {
    let mut world = World::new();
    world.store.memory = world
        .store
        .memory
        .with_policy(policy("clicks", &["clicks"]));
    world.tick(0).await;
    let target = world.get("/v1/targets/kinesis-stream/clicks").await.ok();
    assert!(
        target["because"]
            .as_str()
            .unwrap()
            .starts_with("no decision:")
    );
    assert_eq!(target["decision"]["act"]["failure"], "not_found");
    world.targets.set(&stream("clicks"), 4, Readiness::Ready);
}
