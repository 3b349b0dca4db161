//! What every call does on a bad day, shown on one call of each service.

use aws::{Emr, Kinesis};
use evaluation::{Failure, TargetSource};
use sandbox::FaultKind;

use crate::world::{
    CLUSTER, STREAM, calls, cluster, config, impatient, start, stream, strike, world,
};

#[tokio::test]
async fn a_throttled_call_is_tried_again() {
    let running = start(world(4)).await;
    strike(
        &running,
        "DescribeStreamSummary",
        FaultKind::Throttle,
        Some(3),
    );
    strike(&running, "DescribeCluster", FaultKind::Throttle, Some(3));
    let config = config(&running);
    Kinesis::new(&config)
        .describe(&stream(STREAM))
        .await
        .unwrap();
    assert_eq!(calls(&running, "DescribeStreamSummary"), 4);
    Emr::new(&config).describe(&cluster(CLUSTER)).await.unwrap();
    assert_eq!(calls(&running, "DescribeCluster"), 4);
}

#[tokio::test]
async fn a_call_that_stays_throttled_is_given_up_after_four_attempts() {
    let running = start(world(4)).await;
    strike(&running, "*", FaultKind::Throttle, None);
    let config = config(&running);
    let stream = Kinesis::new(&config).describe(&stream(STREAM)).await;
    assert_eq!(stream.unwrap_err().failure, Failure::Throttled);
    assert_eq!(calls(&running, "DescribeStreamSummary"), 4);
    let cluster = Emr::new(&config).describe(&cluster(CLUSTER)).await;
    assert_eq!(cluster.unwrap_err().failure, Failure::Throttled);
}

#[tokio::test]
async fn an_error_of_the_service_is_tried_again_and_then_told() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    strike(&running, "ListShards", FaultKind::ServerError, Some(1));
    kinesis.examine(&stream(STREAM)).await.unwrap();
    strike(&running, "ListShards", FaultKind::ServerError, None);
    let error = kinesis.examine(&stream(STREAM)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unavailable);
    assert!(error.to_string().starts_with("ListShards: "), "{error}");
}

#[tokio::test]
async fn a_call_without_an_answer_ends_in_time() {
    let running = start(world(4)).await;
    strike(&running, "DescribeStreamSummary", FaultKind::Hang, None);
    let kinesis = Kinesis::new(&impatient(&running));
    let error = kinesis.describe(&stream(STREAM)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unavailable);
    assert!(error.message.contains("no answer in time"), "{error}");
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_unavailable() {
    let running = start(world(4)).await;
    let config = config(&running);
    drop(running);
    // Whether the last connection is still taken or not: there is no answer.
    let kinesis = Kinesis::new(&config);
    let error = kinesis.describe(&stream(STREAM)).await.unwrap_err();
    assert_eq!(error.failure, Failure::Unavailable, "{error}");
}

#[tokio::test]
async fn a_missing_permission_is_told_with_the_action_to_allow() {
    let running = start(world(4)).await;
    strike(&running, "*", FaultKind::AccessDenied, None);
    let config = config(&running);
    let stream = Kinesis::new(&config).describe(&stream(STREAM)).await;
    let stream = stream.unwrap_err();
    assert_eq!(stream.failure, Failure::AccessDenied);
    assert!(stream.message.contains("kinesis:DescribeStreamSummary"));
    assert_eq!(calls(&running, "DescribeStreamSummary"), 1);
    let cluster = Emr::new(&config).describe(&cluster(CLUSTER)).await;
    let said = cluster.unwrap_err().message;
    assert!(said.contains("to allow elasticmapreduce:"), "{said}");
}
