//! Splits, merges, tags, modes and the account's limits on the wire, by the real client.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_kinesis::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{ShardFilter, ShardFilterType, StreamMode, StreamModeDetails, StreamStatus},
};
use clients::{STREAM, kinesis, start, world};
use jiff::Timestamp;
use sandbox::Running;

const FIRST: &str = "shardId-000000000000";
const SECOND: &str = "shardId-000000000001";

fn advance(running: &Running, seconds: i64) {
    running.advance_to(Timestamp::from_second(running.now().as_second() + seconds).unwrap());
}

async fn split(client: &Client, shard: &str, key: u128) -> Result<(), String> {
    let call = client.split_shard().stream_name(STREAM);
    let call = call
        .shard_to_split(shard)
        .new_starting_hash_key(key.to_string());
    call.send().await.map(|_| ()).map_err(|error| code(&error))
}

async fn merge(client: &Client, shard: &str, adjacent: &str) -> Result<(), String> {
    let call = client.merge_shards().stream_name(STREAM);
    let call = call.shard_to_merge(shard).adjacent_shard_to_merge(adjacent);
    call.send().await.map(|_| ()).map_err(|error| code(&error))
}

fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    error.code().unwrap_or("none").to_owned()
}

/// The open shards' ids, or those that another filter lets through.
async fn shards(client: &Client, kind: ShardFilterType) -> Vec<String> {
    let filter = ShardFilter::builder().r#type(kind).build().unwrap();
    let call = client
        .list_shards()
        .stream_name(STREAM)
        .shard_filter(filter);
    let answer = call.send().await.unwrap();
    let ids = answer.shards().iter();
    ids.map(|shard| {
        shard
            .shard_id()
            .trim_start_matches("shardId-0000000000")
            .to_owned()
    })
    .collect()
}

#[tokio::test]
async fn a_shard_is_split_where_it_is_asked_for() {
    let running = start(world()).await;
    let client = kinesis(&running);
    assert_eq!(split(&client, FIRST, 1000).await, Ok(()));
    let meanwhile = split(&client, SECOND, 1 << 127).await;
    assert_eq!(meanwhile, Err("ResourceInUseException".to_owned()));
    advance(&running, 60);
    let all = client
        .list_shards()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap();
    let child = &all.shards()[5];
    assert_eq!(child.parent_shard_id(), Some(FIRST));
    assert_eq!(child.hash_key_range().unwrap().starting_hash_key(), "1000");
    let parent = all.shards()[0].sequence_number_range().unwrap();
    assert!(parent.ending_sequence_number().is_some());
    assert_eq!(
        shards(&client, ShardFilterType::AtLatest).await,
        ["01", "02", "03", "04", "05"]
    );
    assert_eq!(
        shards(&client, ShardFilterType::AtTrimHorizon).await,
        ["00", "01", "02", "03"]
    );
}

#[tokio::test]
async fn neighbours_are_merged_and_nothing_else() {
    let running = start(world()).await;
    let client = kinesis(&running);
    for (shard, adjacent) in [(FIRST, "shardId-000000000002"), (SECOND, FIRST)] {
        let refused = merge(&client, shard, adjacent).await;
        assert_eq!(refused, Err("InvalidArgumentException".to_owned()));
    }
    let refused = merge(&client, FIRST, "shardId-000000000009").await;
    assert_eq!(refused, Err("ResourceNotFoundException".to_owned()));
    assert_eq!(merge(&client, FIRST, SECOND).await, Ok(()));
    advance(&running, 60);
    assert_eq!(
        shards(&client, ShardFilterType::AtLatest).await,
        ["02", "03", "04"]
    );
}

#[tokio::test]
async fn the_sixth_call_of_a_second_is_refused() {
    let running = start(world()).await;
    let client = kinesis(&running);
    let mut refused = Vec::new();
    for _ in 0..6 {
        let answer = client.list_streams().send().await;
        refused.push(answer.err().map(|error| code(&error)));
    }
    let sixth = Some("LimitExceededException".to_owned());
    assert_eq!(refused, [None, None, None, None, None, sixth]);
    let again = async || client.describe_limits().send().await.is_ok();
    assert_eq!((again().await, again().await), (true, false));
    advance(&running, 1);
    assert!(again().await);
}

#[tokio::test]
async fn streams_come_and_go_with_their_tags() {
    let running = start(world()).await;
    let client = kinesis(&running);
    let created = client
        .create_stream()
        .stream_name("new")
        .shard_count(2)
        .tags("team", "data");
    created.send().await.unwrap();
    let status = async || {
        let answer = client
            .describe_stream_summary()
            .stream_name("new")
            .send()
            .await;
        answer.map(|answer| answer.stream_description_summary.unwrap().stream_status)
    };
    assert_eq!(status().await.unwrap(), StreamStatus::Creating);
    advance(&running, 60);
    let tagged = client
        .add_tags_to_stream()
        .stream_name("new")
        .tags("env", "test");
    tagged.send().await.unwrap();
    let answer = client
        .list_tags_for_stream()
        .stream_name("new")
        .send()
        .await
        .unwrap();
    let tags: Vec<_> = answer
        .tags()
        .iter()
        .map(|tag| (tag.key(), tag.value()))
        .collect();
    assert_eq!(tags, [("env", Some("test")), ("team", Some("data"))]);
    client
        .delete_stream()
        .stream_name("new")
        .send()
        .await
        .unwrap();
    assert_eq!(status().await.unwrap(), StreamStatus::Deleting);
    advance(&running, 60);
    assert!(status().await.is_err());
}

#[tokio::test]
async fn a_stream_on_demand_has_warm_throughput_where_the_account_has_committed_itself() {
    let running = start(world()).await;
    let client = kinesis(&running);
    let arn = format!("arn:aws:kinesis:us-east-1:000000000000:stream/{STREAM}");
    let details = StreamModeDetails::builder()
        .stream_mode(StreamMode::OnDemand)
        .build()
        .unwrap();
    let switched = client
        .update_stream_mode()
        .stream_arn(arn)
        .stream_mode_details(details);
    switched.send().await.unwrap();
    advance(&running, 60);
    let warm = async || {
        let call = client.update_stream_warm_throughput().stream_name(STREAM);
        call.warm_throughput_mibps(20)
            .send()
            .await
            .map_err(|error| code(&error))
    };
    assert_eq!(warm().await.unwrap_err(), "ValidationException");
    running.with_world(|world| {
        world.account_mut().minimum_throughput_billing_commitment = true;
    });
    let answer = warm().await.unwrap();
    assert_eq!(answer.warm_throughput().unwrap().target_mibps(), Some(20));
    advance(&running, 60);
    let limits = client.describe_limits().send().await.unwrap();
    assert_eq!(
        (limits.on_demand_stream_count(), limits.open_shard_count()),
        (1, 20)
    );
}
