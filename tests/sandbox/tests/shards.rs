//! What single shards bear: hot keys, enhanced monitoring, consumers that fall behind.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_cloudwatch::{
    primitives::DateTime,
    types::{Dimension, Metric, MetricDataQuery, MetricStat},
};
use aws_sdk_kinesis::types::MetricsName;
use clients::{NOON, STREAM, cloudwatch, control, kinesis, start, world};
use jiff::Timestamp;
use sandbox::Running;
use serde_json::json;

const MIB: f64 = 1_048_576.0;

fn advance_to(running: &Running, second: i64) {
    running.advance_to(Timestamp::from_second(second).unwrap());
}

/// The sums of a metric of a shard, by the minute after noon.
async fn sums(running: &Running, shard: u32, metric: &str) -> Vec<(i64, f64)> {
    let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace("AWS/Kinesis")
        .metric_name(metric)
        .dimensions(dimension("ShardId", &format!("shardId-{shard:012}")))
        .dimensions(dimension("StreamName", STREAM))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(60)
        .stat("Sum")
        .build();
    let answer = cloudwatch(running)
        .get_metric_data()
        .start_time(DateTime::from_secs(NOON))
        .end_time(DateTime::from_secs(NOON + 3600))
        .scan_by(aws_sdk_cloudwatch::types::ScanBy::TimestampAscending)
        .metric_data_queries(MetricDataQuery::builder().id("m").metric_stat(stat).build())
        .send()
        .await
        .unwrap();
    let result = &answer.metric_data_results()[0];
    let minute = |at: &DateTime| (at.secs() - NOON) / 60;
    let times = result.timestamps().iter().map(minute);
    times.zip(result.values().iter().copied()).collect()
}

#[tokio::test]
async fn a_hot_shard_is_seen_while_enhanced_monitoring_is_on() {
    let running = start(world()).await;
    let keys = json!({ "hot": { "share": 0.8, "hash_key": "7" } });
    let path = format!("/streams/{STREAM}/keys");
    assert_eq!(control(&running, "PUT", &path, Some(keys)).await.0, 204);
    let client = kinesis(&running);
    let enable = client.enable_enhanced_monitoring().stream_name(STREAM);
    let answer = enable
        .shard_level_metrics(MetricsName::All)
        .send()
        .await
        .unwrap();
    assert!(answer.current_shard_level_metrics().is_empty());
    assert_eq!(answer.desired_shard_level_metrics().len(), 7);
    advance_to(&running, NOON + 300);
    let described = client
        .describe_stream_summary()
        .stream_name(STREAM)
        .send()
        .await
        .unwrap();
    let summary = described.stream_description_summary().unwrap();
    assert_eq!(
        summary.enhanced_monitoring()[0].shard_level_metrics().len(),
        7
    );

    let hot = sums(&running, 0, "IncomingBytes").await;
    assert!(
        hot[1..3].iter().all(|(_, sum)| *sum == 60.0 * MIB),
        "{hot:?}"
    );
    let cold = sums(&running, 1, "IncomingBytes").await;
    assert!((cold[1].1 - 60.0 * 0.1 * MIB).abs() < 1.0, "{cold:?}");
    let rejected = sums(&running, 0, "WriteProvisionedThroughputExceeded").await;
    assert!(rejected[1].1 > 0.0, "{rejected:?}");

    let disable = client.disable_enhanced_monitoring().stream_name(STREAM);
    disable
        .shard_level_metrics(MetricsName::All)
        .send()
        .await
        .unwrap();
    advance_to(&running, NOON + 1800);
    let minutes: Vec<i64> = sums(&running, 0, "IncomingBytes")
        .await
        .iter()
        .map(|(at, _)| *at)
        .collect();
    assert_eq!(minutes, [0, 1, 2, 3, 4, 5]);
    assert_eq!(control(&running, "DELETE", &path, None).await.0, 204);
}

#[tokio::test]
async fn a_consumer_that_is_slowed_down_falls_behind_until_it_is_put_back() {
    let running = start(world()).await;
    let path = format!("/streams/{STREAM}/consumer");
    let speed = json!({ "bytes_per_second_per_shard": 0.25 * MIB });
    assert_eq!(control(&running, "PUT", &path, Some(speed)).await.0, 204);
    advance_to(&running, NOON + 600);
    let shown =
        async || control(&running, "GET", "/world", None).await.1["streams"][0]["consumer"].clone();
    let unread = shown().await["unread_bytes"].as_f64().unwrap();
    assert!((unread - 600.0 * MIB).abs() < 2.0 * MIB, "{unread}");
    assert_eq!(control(&running, "DELETE", &path, None).await.0, 204);
    advance_to(&running, NOON + 1200);
    assert_eq!(shown().await["unread_bytes"], 0.0);
    let negative = json!({ "bytes_per_second_per_shard": -1.0 });
    assert_eq!(control(&running, "PUT", &path, Some(negative)).await.0, 400);
}
