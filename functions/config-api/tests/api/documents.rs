//! What is sent as a document: every body that cannot be one is refused where it stands.

mod hostile;

use serde_json::Value;

use crate::world::{Answer, World, policy};

async fn send(content_type: &str, body: impl Into<axum::body::Body>) -> Answer {
    let headers = [("if-none-match", "*"), ("content-type", content_type)];
    World::new()
        .ask("PUT", "/v1/policies/clicks", &headers, body)
        .await
}

async fn json(body: &str) -> Answer {
    send("application/json", body.to_owned()).await
}

async fn yaml(body: &str) -> Answer {
    send("application/yaml", body.to_owned()).await
}

#[track_caller]
fn refused_at(answer: &Answer, line: u64, column: u64) -> String {
    let problem = answer.problem(400, "malformed-document");
    let place = (problem["line"].as_u64(), problem["column"].as_u64());
    assert_eq!(place, (Some(line), Some(column)), "{}", answer.text);
    problem["detail"].as_str().unwrap().to_owned()
}

const YAML: &str = "\
name: clicks
targets: { kind: kinesis-stream, names: [clicks] }
bounds: { min: 1, max: 64 }
rules:
  - track: { metric: read_utilization, target: 0.5 }
";

#[tokio::test]
async fn a_policy_is_json_or_yaml() {
    let document = policy("clicks", &["clicks"]).to_string();
    for content_type in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(send(content_type, document.clone()).await.status, 201);
    }
    for content_type in [
        "application/yaml",
        "application/x-yaml",
        "text/yaml; charset=utf-8",
    ] {
        assert_eq!(send(content_type, YAML).await.status, 201);
    }
}

#[tokio::test]
async fn other_content_types_are_refused() {
    for content_type in ["text/csv", "application/xml", ""] {
        let answer = send(content_type, YAML).await;
        answer.problem(415, "unsupported-media-type");
    }
}

#[tokio::test]
async fn bad_json_is_refused_with_its_place() {
    let detail = refused_at(&json("{\n  \"name\": clicks }").await, 2, 11);
    assert_eq!(detail, "line 2, column 11: expected value");
    refused_at(&json("{").await, 1, 1);
    refused_at(&json("{\"a\": NaN}").await, 1, 7);
    refused_at(&json("{\"a\": 1e999}").await, 1, 11);
}

#[tokio::test]
async fn bad_yaml_is_refused_with_its_place() {
    let answer = yaml("name: clicks\nrules: [a, b").await;
    let problem = answer.problem(400, "malformed-document");
    assert!(
        problem["line"].as_u64().is_some_and(|line| line >= 2),
        "{problem}"
    );
    for body in [
        "name: clicks\n\tbounds: 1",
        "a: *nowhere",
        "a: 1\n---\nb: 2",
        "a: !odd 1",
    ] {
        yaml(body).await.problem(400, "malformed-document");
    }
}

#[tokio::test]
async fn a_field_that_is_there_twice_is_refused() {
    let detail = refused_at(&json("{\"name\": \"a\",\n \"name\": \"b\"}").await, 2, 7);
    assert!(detail.contains("`name` is there twice"), "{detail}");
    let detail = refused_at(&yaml("name: a\nname: b").await, 2, 1);
    assert!(
        detail.contains("duplicate") && detail.contains("name"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_number_that_is_none_is_refused() {
    for number in [".nan", ".inf", "-.inf"] {
        let body = YAML.replace("0.5", number);
        let problem = yaml(&body).await.problem(400, "malformed-document");
        assert_eq!(problem["line"], 5, "{problem}");
    }
}

#[tokio::test]
async fn words_that_yaml_once_took_for_booleans_are_words() {
    let body = YAML.replace("names: [clicks]", "names: [on, no, yes]");
    assert_eq!(yaml(&body).await.status, 201);
}

#[tokio::test]
async fn a_yaml_document_is_kept_as_the_same_tree() {
    let world = World::new();
    let headers = [("if-none-match", "*"), ("content-type", "application/yaml")];
    world
        .ask("PUT", "/v1/policies/clicks", &headers, YAML)
        .await;
    let mut tree = policy("clicks", &["clicks"]);
    tree.as_object_mut().unwrap().remove("guards");
    assert_eq!(world.get("/v1/policies/clicks").await.json(), tree);
    assert_ne!(tree, Value::Null);
}

#[tokio::test]
async fn every_mistake_is_told_with_its_line_and_column() {
    let wrong = YAML
        .replace("min: 1", "min: two")
        .replace("0.5", "much")
        .replace("bounds", "guards: { cooldown: 15m }\nbounds");
    let problem = yaml(&wrong).await.problem(422, "invalid-policy");
    let errors = problem["errors"].as_array().unwrap().iter();
    let places: Vec<_> = errors
        .map(|error| {
            let pointer = error["pointer"].as_str().unwrap();
            (pointer, error["line"].as_u64(), error["column"].as_u64())
        })
        .collect();
    assert_eq!(
        places,
        [
            ("/bounds/min", Some(4), Some(11)),
            ("/rules/0/track/target", Some(6), Some(40)),
            ("/guards/cooldown", Some(3), Some(11)),
        ]
    );
}

#[tokio::test]
async fn mistakes_in_json_have_places_too() {
    let problem = json("{\n  \"name\": \"clicks\",\n  \"rules\": [{\"trak\": {}}]\n}").await;
    let problem = problem.problem(422, "invalid-policy");
    let errors = problem["errors"].as_array().unwrap();
    let misspelt = errors.iter().find(|e| e["pointer"] == "/rules/0/trak");
    let misspelt = misspelt.unwrap();
    assert_eq!(
        (&misspelt["line"], &misspelt["column"]),
        (&3.into(), &14.into())
    );
}

#[tokio::test]
async fn what_is_probably_not_meant_is_told_when_it_is_stored_and_when_it_is_checked() {
    let world = World::new();
    let doubtful = YAML.replace("min: 1, max: 64", "min: 4, max: 4");
    let headers = [("if-none-match", "*"), ("content-type", "application/yaml")];
    let stored = world
        .ask("PUT", "/v1/policies/clicks", &headers, doubtful.clone())
        .await;
    assert_eq!(stored.status, 201);
    let path = "/v1/policies/clicks/validate";
    let checked = world.ask("POST", path, &headers[1..], doubtful).await.ok();
    assert_eq!(checked["valid"], true);
    for answer in [stored.json(), checked] {
        let warning = &answer["warnings"][0];
        assert_eq!(
            (&warning["pointer"], &warning["line"]),
            (&"/bounds".into(), &3.into())
        );
    }
}
