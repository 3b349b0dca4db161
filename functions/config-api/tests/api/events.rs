//! The samples of the gateway's events, as lambda_http reads them.

use std::fs;

use axum::body::Body;
use lambda_http::request::from_str;
use serde_json::json;

use crate::world::{Answer, World, send};

fn sample(name: &str) -> String {
    let path = format!("{}/../../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

async fn invoke(world: &World, event: &str) -> Answer {
    let (parts, body) = from_str(event).unwrap().into_parts();
    let request = axum::http::Request::from_parts(parts, Body::from(body.to_vec()));
    send(world.router(), request).await
}

#[tokio::test]
async fn the_sample_that_asks_for_targets_gets_them() {
    let answer = invoke(&World::with_clicks(), &sample("api-get-targets")).await;
    assert_eq!(answer.ok()["items"][0]["name"], "clicks");
}

#[tokio::test]
async fn the_sample_that_stores_a_policy_stores_it_with_who_and_when() {
    let world = World::new();
    let answer = invoke(&world, &sample("api-put-policy")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let stored = answer.json();
    assert_eq!(stored["name"], "clickstream");
    assert_eq!(stored["updated_at"], "2026-11-21T08:00:00Z");
    assert_eq!(stored["updated_by"], "arn:aws:iam::123456789012:user/ada");
}

#[tokio::test]
async fn a_body_that_the_gateway_encoded_is_decoded() {
    let mut event: serde_json::Value = serde_json::from_str(&sample("api-put-policy")).unwrap();
    // {"name": 1}
    event["body"] = json!("eyJuYW1lIjogMX0=");
    event["isBase64Encoded"] = json!(true);
    event["headers"]["content-type"] = json!("application/json");
    let answer = invoke(&World::new(), &event.to_string()).await;
    let problem = answer.problem(422, "invalid-policy");
    assert!(
        problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|error| error["pointer"] == "/name")
    );
}
