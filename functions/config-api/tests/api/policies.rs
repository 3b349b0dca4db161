//! Policies are listed, read, checked, stored and deleted.

use serde_json::{Value, json};

use crate::world::{World, at, policy};

const CREATE: [(&str, &str); 1] = [("if-none-match", "*")];

#[tokio::test]
async fn a_policy_is_created_read_replaced_and_deleted() {
    let world = World::new();
    let created = world
        .put("clicks", &CREATE, &policy("clicks", &["clicks"]))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.header("location"), "/v1/policies/clicks");
    let first = at(60).as_millisecond();
    let etag = format!("\"v{first}\"");
    assert_eq!(created.header("etag"), etag);

    let read = world.get("/v1/policies/clicks").await;
    assert_eq!(read.header("etag"), etag);
    assert_eq!(read.ok(), policy("clicks", &["clicks"]));

    let two = policy("clicks", &["clicks", "views"]);
    let replaced = world.put("clicks", &[("if-match", &etag)], &two).await;
    assert_eq!(replaced.ok()["version"], first + 1);
    let etag = format!("\"v{}\"", first + 1);
    assert_eq!(replaced.header("etag"), etag);

    let current = [("if-match", etag.as_str())];
    let deleted = world
        .ask("DELETE", "/v1/policies/clicks", &current, "")
        .await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    world
        .get("/v1/policies/clicks")
        .await
        .problem(404, "unknown-policy");
}

#[tokio::test]
async fn who_stored_a_policy_and_when_is_kept() {
    let world = World::new();
    world
        .put("clicks", &CREATE, &policy("clicks", &["clicks"]))
        .await;
    let listed = world.get("/v1/policies").await.ok();
    assert_eq!(
        listed["items"],
        json!([{
            "name": "clicks", "version": at(60).as_millisecond(),
            "etag": format!("\"v{}\"", at(60).as_millisecond()), "kind": "kinesis-stream",
            "targets": ["clicks"], "mode": "active", "updated_at": at(60).to_string(),
            "updated_by": "arn:aws:iam::123456789012:user/ada"
        }])
    );
}

#[tokio::test]
async fn a_policy_that_is_broken_in_the_store_is_listed_with_what_is_wrong() {
    let mut world = World::new();
    let broken = json!({"name": "odd", "targets": {"kind": "kinesis-stream", "names": ["a"]}});
    world.store.memory = world.store.memory.with_policy(broken);
    let listed = world.get("/v1/policies").await.ok();
    assert_eq!(listed["items"][0]["kind"], Value::Null);
    assert!(
        listed["items"][0]["problems"][0]
            .as_str()
            .unwrap()
            .contains("bounds")
    );
}

#[tokio::test]
async fn policies_come_in_pages() {
    let mut world = World::new();
    for name in ["c", "a", "b"] {
        world.store.memory = world.store.memory.with_policy(policy(name, &[name]));
    }
    let first = world.get("/v1/policies?limit=2").await.ok();
    let names = |page: &Value| -> Vec<_> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&first), ["a", "b"]);
    let cursor = first["next"].as_str().unwrap();
    let second = world
        .get(&format!("/v1/policies?limit=2&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(
        (names(&second), &second["next"]),
        (vec!["c".to_owned()], &Value::Null)
    );
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let world = World::new();
    world
        .get("/v1/policies/none")
        .await
        .problem(404, "unknown-policy");
    let answer = world
        .ask("DELETE", "/v1/policies/none", &[("if-match", "\"v1\"")], "")
        .await;
    answer.problem(404, "unknown-policy");
}
