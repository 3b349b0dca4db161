//! Kinesis on the wire, by its real client.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_kinesis::{
    error::ProvideErrorMetadata,
    types::{ScalingType, ShardFilter, ShardFilterType, StreamMode, StreamStatus},
};
use clients::{NOON, STREAM, kinesis, start, world};
use jiff::Timestamp;
use sandbox::Running;
use serde_json::json;

async fn reshard(running: &Running, target: i32) -> Result<i32, String> {
    let call = kinesis(running)
        .update_shard_count()
        .stream_name(STREAM)
        .target_shard_count(target)
        .scaling_type(ScalingType::UniformScaling);
    match call.send().await {
        Ok(answer) => Ok(answer.target_shard_count().unwrap()),
        Err(error) => Err(error.code().unwrap().to_owned()),
    }
}

fn advance(running: &Running, seconds: i64) {
    running.advance_to(Timestamp::from_second(running.now().as_second() + seconds).unwrap());
}

#[tokio::test]
async fn a_stream_is_described() {
    let running = start(world()).await;
    let answer = kinesis(&running)
        .describe_stream_summary()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap();
    let summary = answer.stream_description_summary().unwrap();
    assert_eq!(summary.stream_status(), &StreamStatus::Active);
    assert_eq!(summary.open_shard_count(), 4);
    assert_eq!(
        summary.stream_mode_details().unwrap().stream_mode(),
        &StreamMode::Provisioned
    );
    assert_eq!(summary.stream_creation_timestamp().secs(), NOON - 3600);
}

#[tokio::test]
async fn a_stream_that_is_not_there_is_not_found() {
    let running = start(world()).await;
    let error = kinesis(&running)
        .describe_stream_summary()
        .stream_name("x")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn a_reshard_takes_a_while_and_then_the_new_layout_is_uniform() {
    let running = start(world()).await;
    assert_eq!(reshard(&running, 8).await, Ok(8));
    assert_eq!(
        reshard(&running, 6).await,
        Err("ResourceInUseException".to_owned())
    );
    let client = kinesis(&running);
    let summary = async || {
        let answer = client
            .describe_stream_summary()
            .stream_name(STREAM)
            .send()
            .await
            .unwrap();
        let summary = answer.stream_description_summary.unwrap();
        (summary.stream_status, summary.open_shard_count)
    };
    assert_eq!(summary().await, (StreamStatus::Updating, 4));
    advance(&running, 300);
    assert_eq!(summary().await, (StreamStatus::Active, 8));
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
    assert_eq!(shards.shards().len(), 8);
    assert_eq!(
        shards.shards()[0].parent_shard_id(),
        Some("shardId-000000000000")
    );
    assert_eq!(
        shards.shards()[7]
            .hash_key_range()
            .unwrap()
            .ending_hash_key(),
        u128::MAX.to_string()
    );
}

#[tokio::test]
async fn what_the_service_does_not_allow_is_refused_by_its_code() {
    let running = start(world()).await;
    assert_eq!(
        reshard(&running, 9).await,
        Err("LimitExceededException".to_owned())
    );
    assert_eq!(
        reshard(&running, 1).await,
        Err("LimitExceededException".to_owned())
    );
    assert_eq!(
        reshard(&running, 0).await,
        Err("ValidationException".to_owned())
    );
}

#[tokio::test]
async fn the_eleventh_reshard_of_a_day_is_refused() {
    let running = start(world()).await;
    for call in 0..10 {
        assert!(
            reshard(&running, if call % 2 == 0 { 8 } else { 4 })
                .await
                .is_ok()
        );
        advance(&running, 600);
    }
    assert_eq!(
        reshard(&running, 8).await,
        Err("LimitExceededException".to_owned())
    );
    advance(&running, 86_400 - 6000);
    assert_eq!(reshard(&running, 8).await, Ok(8));
}

#[tokio::test]
async fn an_on_demand_stream_is_not_resharded() {
    let mut world = world();
    world["streams"][0]["mode"] = json!("ON_DEMAND");
    let running = start(world).await;
    assert_eq!(
        reshard(&running, 8).await,
        Err("ValidationException".to_owned())
    );
}

#[tokio::test]
async fn shards_come_in_pages() {
    let running = start(world()).await;
    reshard(&running, 8).await.unwrap();
    advance(&running, 300);
    let client = kinesis(&running);
    let mut page = client
        .list_shards()
        .stream_name(STREAM)
        .max_results(5)
        .send()
        .await
        .unwrap();
    let mut sizes = vec![page.shards().len()];
    while let Some(token) = page.next_token {
        page = client
            .list_shards()
            .next_token(token)
            .max_results(5)
            .send()
            .await
            .unwrap();
        sizes.push(page.shards().len());
    }
    assert_eq!(sizes, [5, 5, 2]); // the four closed shards are still kept
    let error = client
        .list_shards()
        .next_token("?")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_invalid_argument_exception());
}

#[tokio::test]
async fn streams_come_in_pages() {
    let mut world = world();
    for name in ["a", "b"] {
        let mut another = world["streams"][0].clone();
        another["name"] = json!(name);
        world["streams"].as_array_mut().unwrap().push(another);
    }
    let running = start(world).await;
    let client = kinesis(&running);
    let first = client.list_streams().limit(2).send().await.unwrap();
    assert_eq!(
        (first.stream_names(), first.has_more_streams()),
        (&["a".to_owned(), "b".to_owned()][..], true)
    );
    let last = client
        .list_streams()
        .next_token(first.next_token().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(
        (last.stream_names(), last.has_more_streams()),
        (&[STREAM.to_owned()][..], false)
    );
}

#[tokio::test]
async fn an_action_that_the_sandbox_does_not_know_says_so() {
    let running = start(world()).await;
    let error = kinesis(&running)
        .describe_stream()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));
}
