//! Whatever goes wrong, the caller gets a problem, and no secret.

use evaluation::Failure;

use crate::{
    store::Fault,
    world::{World, policy},
};

const READING: [&str; 6] = [
    "/v1/policies",
    "/v1/policies/clicks",
    "/v1/targets",
    "/v1/targets/kinesis-stream/clicks",
    "/v1/targets/kinesis-stream/clicks/decisions",
    "/v1/targets/kinesis-stream/clicks/explain",
];

#[tokio::test]
async fn a_store_that_fails_is_told_as_what_it_is() {
    let world = World::with_clicks();
    for (failure, status, kind) in [
        (Failure::Throttled, 503, "throttled"),
        (Failure::Unavailable, 503, "unavailable"),
        (Failure::AccessDenied, 502, "access-denied"),
        (Failure::NotFound, 500, "internal"),
        (Failure::Malformed, 500, "internal"),
    ] {
        world.fail(Fault::Fails(failure));
        for path in READING {
            world.get(path).await.problem(status, kind);
        }
        let create = [("if-none-match", "*")];
        let answer = world
            .put("clicks", &create, &policy("clicks", &["clicks"]))
            .await;
        answer.problem(status, kind);
        let answer = world
            .ask(
                "DELETE",
                "/v1/policies/clicks",
                &[("if-match", "\"v1\"")],
                "",
            )
            .await;
        answer.problem(status, kind);
    }
}

#[tokio::test]
async fn a_panic_ends_its_request_only_and_tells_no_secret() {
    let world = World::with_clicks();
    world.fail(Fault::Panics);
    let answer = world.get("/v1/policies").await;
    answer.problem(500, "internal");
    assert!(!answer.text.contains("secret"));
    assert_eq!(world.get("/v1/health").await.status, 200);
}

#[tokio::test]
async fn an_unknown_route_is_a_problem_too() {
    let world = World::new();
    for path in [
        "/",
        "/v1",
        "/v1/policy",
        "/v1/targets/kinesis-stream",
        "/v2/policies",
        "/v1/policies/",
    ] {
        world.get(path).await.problem(404, "unknown-route");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new();
    let answer = world.ask("POST", "/v1/policies", &[], "").await;
    answer.problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    let answer = world.ask("PATCH", "/v1/policies/clicks", &[], "").await;
    answer.problem(405, "method-not-allowed");
    for method in ["GET", "PUT", "DELETE"] {
        assert!(
            answer.header("allow").contains(method),
            "{}",
            answer.header("allow")
        );
    }
}

#[tokio::test]
async fn a_path_that_is_not_utf_8_is_refused() {
    let world = World::new();
    world
        .get("/v1/policies/%FF")
        .await
        .problem(400, "bad-parameter");
    world
        .get("/v1/targets/kinesis-stream/%FF")
        .await
        .problem(400, "bad-parameter");
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_its_body() {
    let world = World::with_clicks();
    let answer = world.ask("HEAD", "/v1/policies/clicks", &[], "").await;
    assert_eq!((answer.status, answer.header("etag")), (200, "\"v1\""));
    assert_eq!(answer.text, "");
}
