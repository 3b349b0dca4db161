//! What other systems push, and who hears it.

use serde_json::json;

use crate::world::{Answer, World, at, policy, stream};

const PATH: &str = "/v1/targets/kinesis-stream/clicks/recommendations/forecaster";

/// A world in which the policy of `clicks` listens to a forecaster.
fn listening() -> World {
    let mut world = World::with_clicks();
    let mut document = policy("clicks", &["clicks"]);
    document["rules"] = json!([
        {"external": {"source": "forecaster", "at_most_old": "10m"}}
    ]);
    world.store.memory = world.store.memory.with_policy(document);
    world
}

async fn push(world: &World, path: &str, body: &str) -> Answer {
    let headers = [("content-type", "application/json")];
    world.ask("PUT", path, &headers, body.to_owned()).await
}

#[tokio::test]
async fn what_is_pushed_is_heard_by_the_next_evaluation_and_counts_from_when_it_arrived() {
    let world = listening();
    assert_eq!(push(&world, PATH, r#"{"capacity": 9}"#).await.status, 204);
    assert_eq!(push(&world, PATH, r#"{"capacity": 7}"#).await.status, 204);
    let explained = world
        .get("/v1/targets/kinesis-stream/clicks/explain")
        .await
        .ok();
    assert_eq!(explained["to"], 7);
    world.tick(61).await;
    assert_eq!(world.targets.asked(), [7]);
    let said = world.store.memory.memory(&stream("clicks")).unwrap();
    let said = said.record.unwrap().sentence();
    let expected = format!("forecaster recommended a capacity of 7 at {}", at(60));
    assert!(said.contains(&expected), "{said}");
}

#[tokio::test]
async fn what_nobody_listens_to_is_refused_with_who_is_listened_to() {
    let world = listening();
    let misspelt = PATH.replace("forecaster", "forcaster");
    let answer = push(&world, &misspelt, r#"{"add": 1}"#).await;
    let problem = answer.problem(404, "unknown-source");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("did you mean `forecaster`?"), "{detail}");
    let unknown = PATH.replace("clicks", "views");
    let answer = push(&world, &unknown, r#"{"add": 1}"#).await;
    answer.problem(404, "unknown-target");
    let other = PATH.replace("kinesis-stream", "kinesis");
    let answer = push(&world, &other, r#"{"add": 1}"#).await;
    answer.problem(404, "unknown-target");
}

#[tokio::test]
async fn what_is_no_recommendation_is_refused_with_its_mistakes() {
    let world = listening();
    for (body, place) in [
        (r#"{"add": "none"}"#, "/add"),
        (r#"{"capacity": 3, "remove": 1}"#, ""),
        (r#"{"ad": 3}"#, "/ad"),
    ] {
        let problem = push(&world, PATH, body)
            .await
            .problem(422, "invalid-recommendation");
        assert_eq!(problem["errors"][0]["pointer"], place, "{body}");
    }
    let answer = push(&world, PATH, "{").await;
    answer.problem(400, "malformed-document");
}
