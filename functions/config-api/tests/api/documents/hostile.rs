//! Bodies that are empty, too large or too deep.

use std::{fmt::Write, time::Instant};

use super::{json, refused_at, send, yaml};

#[tokio::test]
async fn what_is_no_object_is_no_policy() {
    for body in ["[]", "1", "null", "\"clicks\""] {
        json(body).await.problem(422, "invalid-policy");
        yaml(body).await.problem(422, "invalid-policy");
    }
}

#[tokio::test]
async fn an_empty_body_is_refused() {
    json("").await.problem(400, "malformed-document");
    yaml(" \n").await.problem(400, "malformed-document");
}

#[tokio::test]
async fn what_is_not_utf_8_is_refused_with_its_place() {
    let answer = send("application/json", b"{\n\"a\": \"\xff\"}".to_vec()).await;
    refused_at(&answer, 2, 7);
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(1_100_000));
    json(&large).await.problem(413, "too-large");
    let fits = format!("{{\"name\": \"{}\"}}", "x".repeat(200_000));
    json(&fits).await.problem(422, "invalid-policy");
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    for depth in [200, 100_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let body = format!("{{\"a\": {open}{close}}}");
        json(&body).await.problem(400, "malformed-document");
        yaml(&body).await.problem(400, "malformed-document");
        json(&open).await.problem(400, "malformed-document");
    }
    let mut steps = String::new();
    for depth in 0..300 {
        writeln!(steps, "{}a:", " ".repeat(depth)).unwrap();
    }
    yaml(&steps).await.problem(400, "malformed-document");
}

#[tokio::test]
async fn a_billion_laughs_are_refused_at_once() {
    let mut bomb = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..10 {
        let again = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{again}]").unwrap();
    }
    let begun = Instant::now();
    yaml(&bomb).await.problem(400, "malformed-document");
    assert!(begun.elapsed().as_secs() < 2);
}
