//! Calls that someone else allows or refuses: here a stand-in that lets DescribeStreamSummary pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use std::sync::{Arc, Mutex};

use aws_sdk_kinesis::error::ProvideErrorMetadata;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode};
use clients::{STREAM, cloudwatch, ecs, kinesis, lambda, world};
use sandbox::{Running, Sandbox};
use tokio::net::TcpListener;

type Seen = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn stand_in(
    State(seen): State<Seen>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let action = headers
        .get("x-amz-target")
        .map(|target| target.to_str().unwrap().to_owned());
    seen.lock().unwrap().push((headers, body));
    match action.as_deref() {
        Some("Kinesis_20131202.DescribeStreamSummary") => (
            StatusCode::BAD_REQUEST,
            r#"{"__type":"ResourceNotFoundException"}"#.to_owned(),
        ),
        _ => {
            let body = r#"{"__type":"AccessDeniedException","message":"not you"}"#;
            (StatusCode::BAD_REQUEST, body.to_owned())
        }
    }
}

async fn start() -> (Running, Seen) {
    let seen = Seen::default();
    let router = Router::new()
        .fallback(stand_in)
        .with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    let spec = serde_json::from_value(world()).unwrap();
    (
        Sandbox::new(spec)
            .authorize(Some(url))
            .serve()
            .await
            .unwrap(),
        seen,
    )
}

#[tokio::test]
async fn what_is_allowed_is_performed_and_not_asked_for_again_at_once() {
    let (running, seen) = start().await;
    let describe = async || {
        let call = kinesis(&running)
            .describe_stream_summary()
            .stream_name(STREAM);
        call.send()
            .await
            .unwrap()
            .stream_description_summary()
            .unwrap()
            .open_shard_count()
    };
    assert_eq!((describe().await, describe().await), (4, 4));
    assert_eq!(seen.lock().unwrap().len(), 1);
    running.clear_faults();
    describe().await;
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_call_is_forwarded_as_it_was_signed() {
    let (running, seen) = start().await;
    kinesis(&running)
        .describe_stream_summary()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap();
    let (headers, body) = seen.lock().unwrap()[0].clone();
    assert_eq!(
        headers["host"].to_str().unwrap(),
        running.address().to_string()
    );
    assert!(
        headers["authorization"]
            .to_str()
            .unwrap()
            .contains("Credential=AKIDTEST/")
    );
    assert_eq!(body, format!(r#"{{"StreamName":"{STREAM}"}}"#));
}

#[tokio::test]
async fn what_is_refused_is_not_performed() {
    let (running, _) = start().await;
    let call = kinesis(&running)
        .update_shard_count()
        .stream_name(STREAM)
        .target_shard_count(8);
    let call = call.scaling_type(aws_sdk_kinesis::types::ScalingType::UniformScaling);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("AccessDeniedException"), Some("not you"))
    );
    assert_eq!(
        running.with_world(|world| world.streams()[STREAM].calls_left()),
        10
    );
    assert_eq!(
        running.calls_since(0)[0].outcome,
        "refused: AccessDeniedException"
    );
}

#[tokio::test]
async fn a_refusal_reaches_a_client_of_another_protocol() {
    let (running, seen) = start().await;
    let call = cloudwatch(&running).get_metric_data();
    let call = call.start_time(aws_sdk_cloudwatch::primitives::DateTime::from_secs(0));
    let error = call
        .end_time(aws_sdk_cloudwatch::primitives::DateTime::from_secs(60))
        .send()
        .await
        .unwrap_err();
    let code = aws_sdk_cloudwatch::error::ProvideErrorMetadata::code(&error);
    assert_eq!(code, Some("AccessDeniedException"));
    // The stand-in, like the local stack, looks for the action in this header.
    let (headers, body) = seen.lock().unwrap()[0].clone();
    assert_eq!(
        headers["x-amz-target"],
        "GraniteServiceVersion20100801.GetMetricData"
    );
    assert_eq!(headers["x-amz-content-sha256"].len(), 64);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
        serde_json::json!({})
    );
}

#[tokio::test]
async fn what_reads_streams_is_told_so_that_its_permission_is_looked_up() {
    let (running, seen) = start().await;
    let described = ecs(&running).describe_services().cluster("readers");
    let error = described.services("clicks").send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    let mapping = lambda(&running).update_event_source_mapping();
    let mapping = mapping.uuid("14e0").parallelization_factor(2);
    let error = mapping.send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    let seen = seen.lock().unwrap();
    let [(_, of_service), (of_mapping, body)] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    let of_service: serde_json::Value = serde_json::from_slice(of_service).unwrap();
    assert_eq!(of_service, serde_json::json!({ "serviceName": "clicks" }));
    assert_eq!(
        of_mapping["x-amz-target"],
        "AWSLambda.UpdateEventSourceMapping"
    );
    assert_eq!(body, r#"{"ParallelizationFactor":2}"#);
}
