//! Faults that come with or after the act: lost answers, old sight, a clock that is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_kinesis::{
    Client,
    error::ProvideErrorMetadata,
    types::{ShardFilter, ShardFilterType, StreamStatus},
};
use clients::{NOON, STREAM, control, kinesis, start, world};
use jiff::Timestamp;
use sandbox::{Running, World};
use serde_json::{Value, json};

async fn fault(running: &Running, fault: Value) {
    let status = control(running, "POST", "/faults", Some(fault)).await.0;
    assert_eq!(status, 201);
}

fn split(
    client: &Client,
) -> aws_sdk_kinesis::operation::split_shard::builders::SplitShardFluentBuilder {
    let call = client.split_shard().stream_name(STREAM);
    call.shard_to_split("shardId-000000000000")
        .new_starting_hash_key("1000")
}

fn status(world: &mut World) -> simulation::stream::StreamStatus {
    world.streams()[STREAM].status()
}

#[tokio::test]
async fn what_was_done_stays_done_when_its_answer_is_lost() {
    for (kind, code) in [
        ("lost_answer", None),
        ("failed_answer", Some("InternalFailure")),
    ] {
        let running = start(world()).await;
        fault(
            &running,
            json!({ "action": "SplitShard", "kind": kind, "times": 1 }),
        )
        .await;
        let error = split(&kinesis(&running)).send().await.unwrap_err();
        assert_eq!(error.code(), code, "{kind}");
        let under_way = simulation::stream::StreamStatus::Updating;
        assert_eq!(running.with_world(status), under_way, "{kind}");
    }
}

#[tokio::test]
async fn a_stale_read_sees_the_stream_as_it_was() {
    let running = start(world()).await;
    let client = kinesis(&running);
    split(&client).send().await.unwrap();
    running.advance_to(Timestamp::from_second(NOON + 120).unwrap());
    let seen = async || {
        let summary = client
            .describe_stream_summary()
            .stream_name(STREAM)
            .send()
            .await
            .unwrap();
        let summary = summary.stream_description_summary.unwrap();
        let open = ShardFilter::builder()
            .r#type(ShardFilterType::AtLatest)
            .build()
            .unwrap();
        let shards = client
            .list_shards()
            .stream_name(STREAM)
            .shard_filter(open)
            .send()
            .await
            .unwrap();
        (
            summary.stream_status,
            summary.open_shard_count,
            shards.shards().len(),
        )
    };
    assert_eq!(seen().await, (StreamStatus::Active, 5, 5));
    fault(
        &running,
        json!({ "action": "*", "kind": "stale_read", "seconds": 110 }),
    )
    .await;
    assert_eq!(seen().await, (StreamStatus::Updating, 4, 4));
}

#[tokio::test]
async fn a_skewed_clock_is_told_with_every_answer() {
    let running = start(world()).await;
    fault(
        &running,
        json!({ "action": "*", "kind": "clock_skew", "seconds": 90 }),
    )
    .await;
    let answer = kinesis(&running)
        .describe_stream_summary()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap();
    let summary = answer.stream_description_summary().unwrap();
    assert_eq!(summary.stream_creation_timestamp().secs(), NOON - 3600 + 90);
}
