//! The control API: clock, loads, faults and the log, as a person at the local stack uses it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use std::future::IntoFuture;

use aws_sdk_kinesis::error::ProvideErrorMetadata;
use clients::{CLUSTER, STREAM, cloudwatch, control, emr, kinesis, start, world};
use sandbox::Running;
use serde_json::{Value, json};

async fn fault(running: &Running, fault: Value) {
    assert_eq!(
        control(running, "POST", "/faults", Some(fault)).await.0,
        201
    );
}

async fn code(running: &Running) -> String {
    match kinesis(running)
        .describe_stream_summary()
        .stream_name(STREAM)
        .send()
        .await
    {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.code().unwrap_or("none").to_owned(),
    }
}

#[tokio::test]
async fn the_clock_stands_still_until_it_is_moved_forward() {
    let running = start(world()).await;
    let frozen = json!({ "now": "2026-03-20T12:00:00Z", "live": false });
    assert_eq!(
        control(&running, "GET", "/clock", None).await,
        (200, frozen)
    );
    let later = json!({ "now": "2026-03-20T12:30:00Z" });
    let (status, shown) = control(&running, "PUT", "/clock", Some(later)).await;
    assert_eq!(
        (status, &shown["now"]),
        (200, &json!("2026-03-20T12:30:00Z"))
    );
    let earlier = json!({ "now": "2026-03-20T12:00:00Z" });
    let (status, problem) = control(&running, "PUT", "/clock", Some(earlier.clone())).await;
    assert_eq!(status, 409);
    assert!(
        problem["error"]
            .as_str()
            .unwrap()
            .contains("/sandbox/reset")
    );
    let (status, shown) = control(&running, "POST", "/reset", Some(earlier)).await;
    assert_eq!(
        (status, &shown["now"]),
        (200, &json!("2026-03-20T12:00:00Z"))
    );
}

#[tokio::test]
async fn a_live_clock_is_the_walls() {
    let running = start(world()).await;
    let past = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(10);
    control(&running, "POST", "/reset", Some(json!({ "now": past }))).await;
    let (status, shown) = control(&running, "PUT", "/clock", Some(json!({ "live": true }))).await;
    assert_eq!((status, &shown["live"]), (200, &json!(true)));
    let now: jiff::Timestamp = shown["now"].as_str().unwrap().parse().unwrap();
    assert!(jiff::Timestamp::now().as_second() - now.as_second() < 60);
}

#[tokio::test]
async fn the_world_shows_what_each_target_has_and_has_to_bear() {
    let running = start(world()).await;
    let (_, shown) = control(&running, "GET", "/world", None).await;
    assert_eq!(shown["streams"][0]["shards"], 4);
    assert_eq!(
        shown["streams"][0]["load"],
        json!({ "bytes": 2_097_152.0, "records": 1000.0 })
    );
    assert_eq!(shown["clusters"][0]["task"]["running"], 1);
}

#[tokio::test]
async fn a_world_can_be_replaced() {
    let running = start(world()).await;
    let mut other = world();
    other["streams"][0]["name"] = json!("other");
    assert_eq!(
        control(&running, "PUT", "/world", Some(other.clone()))
            .await
            .0,
        200
    );
    assert_eq!(code(&running).await, "ResourceNotFoundException");
    other["streams"][0]["shards"] = json!(0);
    let (status, problem) = control(&running, "PUT", "/world", Some(other)).await;
    assert_eq!(
        (
            status,
            problem["error"]
                .as_str()
                .unwrap()
                .starts_with("other: shards")
        ),
        (400, true)
    );
}

#[tokio::test]
async fn a_load_is_overridden_until_it_is_removed() {
    let running = start(world()).await;
    let path = format!("/streams/{STREAM}/load");
    let load = json!({ "bytes_per_second": 5e6, "records_per_second": 100.0 });
    assert_eq!(control(&running, "PUT", &path, Some(load)).await.0, 204);
    let path_of_cluster = format!("/clusters/{CLUSTER}/load");
    let load = json!({ "containers_per_minute": 90.0 });
    assert_eq!(
        control(&running, "PUT", &path_of_cluster, Some(load))
            .await
            .0,
        204
    );
    let (_, shown) = control(&running, "GET", "/world", None).await;
    assert_eq!(shown["streams"][0]["load"]["bytes"], 5e6);
    assert_eq!(shown["clusters"][0]["load"]["containers_per_minute"], 90.0);
    control(&running, "DELETE", &path, None).await;
    let (_, shown) = control(&running, "GET", "/world", None).await;
    assert_eq!(
        (
            &shown["streams"][0]["load"]["bytes"],
            &shown["streams"][0]["override"]
        ),
        (&json!(2_097_152.0), &Value::Null)
    );
    assert_eq!(
        control(&running, "DELETE", "/streams/unknown/load", None)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn faults_answer_in_place_of_the_service() {
    let running = start(world()).await;
    let kinds = [
        ("throttle", "LimitExceededException"),
        ("server_error", "InternalFailure"),
        ("access_denied", "AccessDeniedException"),
    ];
    for (kind, expected) in kinds {
        fault(
            &running,
            json!({ "action": "*", "target": STREAM, "kind": kind, "times": 1 }),
        )
        .await;
        assert_eq!(
            (code(&running).await.as_str(), code(&running).await.as_str()),
            (expected, "ok")
        );
    }
    fault(
        &running,
        json!({ "action": "ListClusters", "kind": "throttle" }),
    )
    .await;
    let error = emr(&running).list_clusters().send().await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    fault(
        &running,
        json!({ "action": "GetMetricData", "kind": "access_denied" }),
    )
    .await;
    let asked = cloudwatch(&running).get_metric_data();
    let error = asked
        .start_time(aws_sdk_cloudwatch::primitives::DateTime::from_secs(0))
        .end_time(aws_sdk_cloudwatch::primitives::DateTime::from_secs(60))
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        aws_sdk_cloudwatch::error::ProvideErrorMetadata::code(&error),
        Some("AccessDenied")
    );
}

#[tokio::test]
async fn a_delayed_call_is_performed() {
    let running = start(world()).await;
    fault(
        &running,
        json!({ "action": "*", "kind": "delay", "delay_ms": 5 }),
    )
    .await;
    assert_eq!(code(&running).await, "ok");
}

/// Waits, by asking, until as many calls are held.
async fn held(running: &Running, expected: usize) {
    while control(running, "GET", "/faults", None).await.1["held"] != json!(expected) {}
}

#[tokio::test]
async fn a_held_call_is_never_performed() {
    let running = start(world()).await;
    fault(
        &running,
        json!({ "action": "UpdateShardCount", "kind": "hang" }),
    )
    .await;
    let client = kinesis(&running);
    let call = || {
        let call = client
            .update_shard_count()
            .stream_name(STREAM)
            .target_shard_count(8);
        tokio::spawn(
            call.scaling_type(aws_sdk_kinesis::types::ScalingType::UniformScaling)
                .send()
                .into_future(),
        )
    };
    let given_up = call();
    held(&running, 1).await;
    given_up.abort();
    held(&running, 0).await;
    let waiting = call();
    held(&running, 1).await;
    assert_eq!(control(&running, "DELETE", "/faults", None).await.0, 204);
    assert_eq!(
        waiting.await.unwrap().unwrap_err().code(),
        Some("InternalFailure")
    );
    let (_, shown) = control(&running, "GET", "/world", None).await;
    assert_eq!(
        (
            &shown["streams"][0]["status"],
            &shown["streams"][0]["calls_left"]
        ),
        (&json!("ACTIVE"), &json!(10))
    );
}

#[tokio::test]
async fn the_log_tells_who_called_what_and_what_came_of_it() {
    let running = start(world()).await;
    code(&running).await;
    let _ = kinesis(&running)
        .describe_stream_summary()
        .stream_name("x")
        .send()
        .await;
    let _ = emr(&running)
        .describe_cluster()
        .cluster_id(CLUSTER)
        .send()
        .await;
    let (_, calls) = control(&running, "GET", "/calls?since=1", None).await;
    let first = json!({
        "n": 2,
        "at": "2026-03-20T12:00:00Z",
        "service": "kinesis",
        "action": "DescribeStreamSummary",
        "target": "x",
        "access_key_id": "AKIDTEST",
        "app": "auxo-test",
        "outcome": "ResourceNotFoundException",
    });
    assert_eq!((&calls[0], &calls[1]["outcome"]), (&first, &json!("ok")));
    let (_, counts) = control(&running, "GET", "/calls/summary", None).await;
    let count = |action, service, calls| json!({ "app": "auxo-test", "service": service, "action": action, "calls": calls });
    let expected = [
        count("DescribeCluster", "elasticmapreduce", 1),
        count("DescribeStreamSummary", "kinesis", 2),
    ];
    assert_eq!(counts, json!(expected));
    control(&running, "DELETE", "/calls", None).await;
    assert_eq!(control(&running, "GET", "/calls", None).await.1, json!([]));
}
