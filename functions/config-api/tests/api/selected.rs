//! Streams that a policy selects: how it came to them, and what it selects in vain.

use std::collections::BTreeMap;

use decision::Readiness;
use serde_json::json;

use crate::world::{World, policy, stream};

/// A world in which `clicks` is named, and `clicks-1` is one of those that are selected.
async fn world() -> World {
    let mut world = World::with_clicks();
    let mut selecting = policy("others", &[]);
    selecting["targets"] = json!({"kind": "kinesis-stream", "patterns": ["clicks*", "orders*"], "tags": {"team": "x"}});
    world.store.memory = world.store.memory.with_policy(selecting);
    let tags = BTreeMap::from([("team".to_owned(), "x".to_owned())]);
    let listed = ["clicks", "clicks-1"].map(|name| (name.to_owned(), tags.clone()));
    *world.targets.listed.lock().unwrap() = listed.into();
    world.targets.set(&stream("clicks-1"), 4, Readiness::Ready);
    world.tick(0).await;
    world.tick(1).await;
    world
}

#[tokio::test]
async fn it_is_told_how_a_policy_came_to_a_stream() {
    let listed = world().await.get("/v1/targets").await.ok();
    let items = listed["items"].as_array().unwrap().iter();
    let by = items.map(|item| (&item["name"], &item["policy"], &item["selected_by"]));
    assert_eq!(
        by.collect::<Vec<_>>(),
        [
            (&json!("clicks"), &json!("clicks"), &json!("name")),
            (
                &json!("clicks-1"),
                &json!("others"),
                &json!("pattern clicks* and tags")
            ),
        ]
    );
}

#[tokio::test]
async fn what_fits_nothing_is_told_by_the_list_and_where_it_is_explained() {
    let world = world().await;
    for path in ["/v1/targets", "/v1/targets/kinesis-stream/clicks-1/explain"] {
        let told = world.get(path).await.ok();
        let warnings = told["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{told}");
        assert!(warnings[0].as_str().unwrap().contains("`orders*`"));
    }
    let other = world.get("/v1/targets/kinesis-stream/clicks/explain").await;
    assert!(other.ok().get("warnings").is_none());
}

#[tokio::test]
async fn a_policy_tells_what_it_selects_by() {
    let policies = world().await.get("/v1/policies").await.ok();
    let others = &policies["items"][1];
    assert_eq!(others["patterns"], json!(["clicks*", "orders*"]));
    assert_eq!(others["tags"], json!({"team": "x"}));
}

#[tokio::test]
async fn a_stream_that_is_gone_is_unknown_and_its_last_record_says_so() {
    let world = world().await;
    world.targets.listed.lock().unwrap().remove("clicks-1");
    for minute in 2..8 {
        world.tick(minute).await;
    }
    let gone = "/v1/targets/kinesis-stream/clicks-1";
    assert_eq!(world.get(gone).await.status, 404);
    let decisions = world.get(&format!("{gone}/decisions")).await.ok();
    let newest = &decisions["items"][0];
    assert_eq!(newest["act"], json!({"result": "retired"}));
    assert_eq!(newest["because"], "retired: it is there no more");
}
