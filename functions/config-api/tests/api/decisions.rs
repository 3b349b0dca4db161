//! Of any minute one can ask why.

use serde_json::{Value, json};

use crate::world::{World, at, policy, stream};

const PATH: &str = "/v1/targets/kinesis-stream/clicks/decisions";

/// Minutes 0 to 9: held for three minutes, then scaled out, then held again.
async fn eventful() -> World {
    let world = World::with_clicks();
    world.read(2.0);
    for minute in 0..3 {
        world.tick(minute).await;
    }
    world.read(4.0);
    for minute in 3..10 {
        world.tick(minute).await;
    }
    world
}

fn actions(page: &Value) -> Vec<(String, u64)> {
    let items = page["items"].as_array().unwrap().iter();
    let said = |item: &Value| {
        (
            item["action"].as_str().unwrap().to_owned(),
            item["times"].as_u64().unwrap(),
        )
    };
    items.map(said).collect()
}

#[tokio::test]
async fn decisions_are_told_newest_first_and_unchanged_ones_once() {
    let page = eventful().await.get(PATH).await.ok();
    let actions = actions(&page);
    assert_eq!(actions.last(), Some(&("hold".to_owned(), 3)), "{page}");
    assert!(actions.contains(&("scale".to_owned(), 1)));
    let since: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["since"].to_string())
        .collect();
    assert!(
        since.is_sorted_by(|newer, older| newer > older),
        "{since:?}"
    );
    assert_eq!(page["next"], Value::Null);
}

#[tokio::test]
async fn a_decision_names_each_rule_and_each_guard() {
    let page = eventful().await.get(PATH).await.ok();
    let items = page["items"].as_array().unwrap();
    let scaled = items.iter().find(|item| item["action"] == "scale").unwrap();
    assert_eq!((&scaled["from"], &scaled["to"]), (&json!(4), &json!(8)));
    assert_eq!(scaled["act"]["result"], "accepted");
    let rule = &scaled["rules"][0];
    assert_eq!(
        (&rule["rule"], &rule["opinion"], &rule["wants"]),
        (&json!("track"), &json!("wants"), &json!(8))
    );
    assert!(rule["says"].as_str().unwrap().contains("read_utilization"));
    let guards = scaled["guards"].as_array().unwrap();
    let names: Vec<_> = guards
        .iter()
        .map(|guard| guard["guard"].as_str().unwrap())
        .collect();
    let all: Vec<_> = decision::guards::Guard::ALL
        .iter()
        .map(|guard| guard.name())
        .collect();
    assert_eq!(names, all);
    assert!(
        guards
            .iter()
            .all(|guard| !guard["says"].as_str().unwrap().is_empty())
    );
    assert!(items.iter().any(|item| item["ended"]["how"] == "settled"));
}

#[tokio::test]
async fn of_any_minute_one_can_ask_why() {
    let world = eventful().await;
    let in_force = async |at: String| world.get(&format!("{PATH}?at={at}")).await.ok();
    let held = in_force(at(2).to_string()).await;
    assert_eq!(actions(&held), [("hold".to_owned(), 3)]);
    let scaled = in_force("2026-11-21T12:03:30Z".to_owned()).await;
    assert_eq!(actions(&scaled)[0].0, "scale", "{scaled}");
    let elsewhere = in_force("2026-11-21T13:03:30%2B01:00".to_owned()).await;
    assert_eq!(elsewhere["items"], scaled["items"]);
    let latest = in_force(at(600).to_string()).await;
    assert_eq!(latest["items"][0], world.get(PATH).await.ok()["items"][0]);
    let before_all = in_force(at(-1).to_string()).await;
    assert_eq!(before_all["items"], json!([]));
}

#[tokio::test]
async fn decisions_come_in_pages_that_miss_and_repeat_none() {
    let world = eventful().await;
    let all = world.get(PATH).await.ok();
    let mut collected = Vec::new();
    let mut path = format!("{PATH}?limit=1");
    loop {
        let page = world.get(&path).await.ok();
        collected.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(before) => path = format!("{PATH}?limit=1&before={before}"),
            None => break,
        }
    }
    assert_eq!(json!(collected), all["items"]);
}

#[tokio::test]
async fn missing_data_is_told_as_what_it_is() {
    let world = World::with_clicks();
    world.metrics.withhold();
    world.tick(0).await;
    let page = world.get(PATH).await.ok();
    let rule = &page["items"][0]["rules"][0];
    assert_eq!(
        (&rule["rule"], &rule["opinion"]),
        (&json!("track"), &json!("abstains"))
    );
    assert!(rule["says"].as_str().unwrap().contains("has no data"));
    let again = [("if-match", "\"v1\"")];
    world
        .put("clicks", &again, &policy("clicks", &["clicks"]))
        .await
        .ok();
    let older = world.get(PATH).await.ok();
    assert_eq!(older["items"][0]["rules"][0]["rule"], Value::Null);
}

#[tokio::test]
async fn what_a_deleted_policy_decided_can_still_be_read() {
    let world = eventful().await;
    let delete = [("if-match", "\"v1\"")];
    world
        .ask("DELETE", "/v1/policies/clicks", &delete, "")
        .await;
    let page = world.get(PATH).await.ok();
    assert!(!page["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_target_without_decisions_has_an_empty_list() {
    let page = World::with_clicks().get(PATH).await.ok();
    assert_eq!((&page["items"], &page["next"]), (&json!([]), &Value::Null));
    World::new().get(PATH).await.problem(404, "unknown-target");
}

#[tokio::test]
async fn a_memory_that_cannot_be_understood_does_not_hide_the_history() {
    let world = eventful().await;
    world
        .store
        .memory
        .broken
        .lock()
        .unwrap()
        .push(stream("clicks"));
    let page = world.get(PATH).await.ok();
    assert!(!page["items"].as_array().unwrap().is_empty());
    assert_eq!(page["problems"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn parameters_are_read_strictly() {
    let world = World::with_clicks();
    for query in [
        "limit=201",
        "before=yesterday",
        "at=12:00",
        "at=2026-11-21T13:00:00+01:00",
        "since=1",
    ] {
        let answer = world.get(&format!("{PATH}?{query}")).await;
        answer.problem(400, "bad-parameter");
    }
    let both = format!("{PATH}?at={}&before={}", at(0), at(1));
    world.get(&both).await.problem(400, "bad-parameter");
}
