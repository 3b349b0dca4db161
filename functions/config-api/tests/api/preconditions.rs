//! No update is lost: each says what it replaces.

use std::collections::HashSet;

use decision::Mode;
use evaluation::{PolicyRepository, StoredPolicy};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    store::Fault,
    world::{World, at, policy},
};

#[tokio::test]
async fn an_update_without_a_condition_is_told_which_to_send() {
    let world = World::with_clicks();
    let answer = world
        .put("clicks", &[], &policy("clicks", &["clicks"]))
        .await;
    let problem = answer.problem(428, "precondition-required");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("If-None-Match: *")
    );
    let answer = world.ask("DELETE", "/v1/policies/clicks", &[], "").await;
    answer.problem(428, "precondition-required");
}

#[tokio::test]
async fn a_stale_update_is_refused_with_the_current_etag_and_nothing_is_lost() {
    let world = World::with_clicks();
    let paused = {
        let mut document = policy("clicks", &["clicks"]);
        document["mode"] = json!(Mode::Paused);
        document
    };
    let current = [("if-match", "\"v1\"")];
    assert_eq!(world.put("clicks", &current, &paused).await.status, 200);
    let late = world
        .put("clicks", &current, &policy("clicks", &["clicks"]))
        .await;
    late.problem(412, "stale-etag");
    assert_eq!(late.header("etag"), "\"v2\"");
    let answer = world
        .ask("DELETE", "/v1/policies/clicks", &current, "")
        .await;
    answer.problem(412, "stale-etag");
    assert_eq!(world.get("/v1/policies/clicks").await.ok(), paused);
}

#[tokio::test]
async fn creating_what_is_there_and_replacing_what_is_not_are_refused() {
    let world = World::with_clicks();
    let create = [("if-none-match", "*")];
    let again = world
        .put("clicks", &create, &policy("clicks", &["clicks"]))
        .await;
    again.problem(412, "stale-etag");
    assert_eq!(again.header("etag"), "\"v1\"");
    let replace = [("if-match", "\"v1\"")];
    let missing = world
        .put("views", &replace, &policy("views", &["views"]))
        .await;
    missing.problem(412, "stale-etag");
    assert_eq!(missing.header("etag"), "");
}

/// A second policy of that name, by somebody else, has to be told from the first.
#[tokio::test]
async fn no_etag_comes_again_after_a_deletion() {
    let world = World::new();
    let document = policy("clicks", &["clicks"]);
    let mut seen = Vec::new();
    for moment in [0, 5, 1_000] {
        world.now.set(at(60) + SignedDuration::from_millis(moment));
        let create = [("if-none-match", "*")];
        let mut answer = world.put("clicks", &create, &document).await;
        for tag in &seen {
            let stale = [("if-match", String::as_str(tag))];
            let update = world.put("clicks", &stale, &document).await;
            update.problem(412, "stale-etag");
        }
        for _ in 0..4 {
            seen.push(answer.header("etag").to_owned());
            let current = [("if-match", answer.header("etag"))];
            let updated = world.put("clicks", &current, &document).await;
            updated.ok();
            answer = updated;
        }
        seen.push(answer.header("etag").to_owned());
        let current = [("if-match", answer.header("etag"))];
        let path = "/v1/policies/clicks";
        assert_eq!(world.ask("DELETE", path, &current, "").await.status, 204);
    }
    let distinct: HashSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), 15, "{seen:?}");
}

#[tokio::test]
async fn who_loses_a_race_hears_what_won_it() {
    let world = World::with_clicks();
    let winner = StoredPolicy {
        name: "clicks".to_owned(),
        version: 2,
        document: policy("clicks", &["clicks", "views"]).into(),
        updated_at: at(0),
        updated_by: "somebody faster".to_owned(),
    };
    world.fail(Fault::Race(winner.clone()));
    let current = [("if-match", "\"v1\"")];
    let late = world
        .put("clicks", &current, &policy("clicks", &["clicks"]))
        .await;
    late.problem(412, "stale-etag");
    assert_eq!(late.header("etag"), "\"v2\"");
    assert_eq!(
        world.store.memory.policy("clicks").await.unwrap(),
        Some(winner.clone())
    );

    world.fail(Fault::Race(StoredPolicy {
        version: 3,
        ..winner
    }));
    let delete = [("if-match", "\"v2\"")];
    let late = world
        .ask("DELETE", "/v1/policies/clicks", &delete, "")
        .await;
    late.problem(412, "stale-etag");
    assert_eq!(late.header("etag"), "\"v3\"");
}

#[tokio::test]
async fn a_list_of_etags_matches_by_any_of_them() {
    let world = World::with_clicks();
    let either = [("if-match", "\"v7\", \"v1\"")];
    let answer = world
        .put("clicks", &either, &policy("clicks", &["clicks"]))
        .await;
    assert_eq!(answer.header("etag"), "\"v2\"");
}

#[tokio::test]
async fn a_weak_etag_never_matches_for_an_update() {
    let world = World::with_clicks();
    let weak = [("if-match", "W/\"v1\"")];
    let answer = world
        .put("clicks", &weak, &policy("clicks", &["clicks"]))
        .await;
    answer.problem(412, "stale-etag");
}

#[tokio::test]
async fn a_condition_that_cannot_be_read_is_not_ignored() {
    let world = World::with_clicks();
    let document = policy("clicks", &["clicks"]);
    for headers in [
        vec![("if-match", "v1")],
        vec![("if-match", "*")],
        vec![("if-match", "\"")],
        vec![("if-none-match", "\"v1\"")],
        vec![("if-match", "\"v1\""), ("if-none-match", "*")],
    ] {
        let answer = world.put("clicks", &headers, &document).await;
        answer.problem(400, "bad-precondition");
    }
}

#[tokio::test]
async fn a_reader_who_has_the_version_is_spared_it() {
    let world = World::with_clicks();
    for tags in ["\"v1\"", "W/\"v1\"", "\"v9\", \"v1\"", "*"] {
        let headers = [("if-none-match", tags)];
        let answer = world.ask("GET", "/v1/policies/clicks", &headers, "").await;
        assert_eq!((answer.status, answer.text.as_str()), (304, ""));
        assert_eq!(answer.header("etag"), "\"v1\"");
    }
    let headers = [("if-none-match", "\"v2\"")];
    world
        .ask("GET", "/v1/policies/clicks", &headers, "")
        .await
        .ok();
}
