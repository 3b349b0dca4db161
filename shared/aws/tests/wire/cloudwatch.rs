use aws::CloudWatch;
use decision::{Period, Source, Statistic, TargetId};
use evaluation::{Completeness, Failure, MetricSource, MetricWindow, Query};
use jiff::Timestamp;
use sandbox::FaultKind;
use serde_json::{Value, json};

use crate::{
    logged::Logged,
    world::{
        CLUSTER, NOON, SERVICE, STREAM, calls, cluster, config, service, start, stream, strike,
        world,
    },
};

fn query(target: TargetId, name: &'static str, statistic: Statistic) -> Query {
    let source = Source { name, statistic };
    Query {
        target,
        shard: None,
        source,
    }
}

fn bytes(stream_name: &str) -> Query {
    query(stream(stream_name), "IncomingBytes", Statistic::Sum)
}

/// The minutes before noon.
fn window(minutes: i64, period: u32) -> MetricWindow {
    let to: Timestamp = NOON.parse().unwrap();
    MetricWindow {
        from: Timestamp::from_second(to.as_second() - minutes * 60).unwrap(),
        to,
        period: Period::seconds(period),
    }
}

/// As many streams, each with a load of its own.
fn many(streams: u32) -> Value {
    let stream = |number: u32| {
        let bytes = f64::from(number) + 1.0;
        let load = json!({ "constant": { "bytes": bytes, "records": 1.0 } });
        json!({ "name": format!("s{number}"), "shards": 1, "load": load })
    };
    let streams: Vec<_> = (0..streams).map(stream).collect();
    json!({ "start": NOON, "history_minutes": 5, "streams": streams })
}

#[tokio::test]
async fn a_series_has_a_point_for_each_period() {
    let running = start(world(4)).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let fetched = cloudwatch.fetch(&[bytes(STREAM)], &window(5, 60)).await;
    let fetched = fetched.unwrap().remove(0);
    assert_eq!(fetched.completeness, Completeness::Complete);
    assert_eq!(fetched.points.len(), 5);
    let two_mib_for_a_minute = 60.0 * 2_097_152.0;
    let (_, oldest) = fetched.points.last().unwrap();
    assert!((oldest - two_mib_for_a_minute).abs() < 1.0, "{oldest}");
}

#[tokio::test]
async fn streams_and_clusters_have_their_own_metrics() {
    let running = start(world(4)).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let available = "YARNMemoryAvailablePercentage";
    let queries = [
        query(cluster(CLUSTER), available, Statistic::Average),
        bytes(STREAM),
    ];
    let fetched = cloudwatch.fetch(&queries, &window(30, 300)).await.unwrap();
    assert!(fetched.iter().all(|series| series.points.len() == 6));
    assert!(
        fetched[0]
            .points
            .iter()
            .all(|(_, percent)| *percent <= 100.0)
    );
}

#[tokio::test]
async fn services_have_theirs_by_cluster_and_name() {
    let running = start(world(4)).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let cpu = |name| query(service(name), "CPUUtilization", Statistic::Average);
    let queries = [cpu(SERVICE), cpu("elsewhere.clicks")];
    let fetched = cloudwatch.fetch(&queries, &window(5, 60)).await.unwrap();
    // Three of four tasks' worth is to do.
    let shares: Vec<f64> = fetched[0].points.iter().map(|(_, share)| *share).collect();
    assert_eq!(shares, [75.0; 5]);
    assert_eq!(fetched[1].points, []);
}

#[tokio::test]
async fn queries_travel_five_hundred_to_a_call_and_come_back_in_their_order() {
    let running = start(many(1_100)).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let queries: Vec<_> = (0..1_100).map(|n| bytes(&format!("s{n}"))).collect();
    let fetched = cloudwatch.fetch(&queries, &window(3, 60)).await.unwrap();
    assert_eq!(calls(&running, "GetMetricData"), 3);
    for (number, series) in (1_u32..).zip(&fetched) {
        let (_, oldest) = series.points.last().unwrap();
        assert!((oldest - f64::from(number) * 60.0).abs() < 1e-6);
    }
}

#[tokio::test]
async fn pages_are_followed_to_the_end() {
    // 80 series of 1,440 points are more than the 100,800 points of a page.
    let mut world = many(80);
    world["history_minutes"] = json!(1_500);
    let running = start(world).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let queries: Vec<_> = (0..80).map(|n| bytes(&format!("s{n}"))).collect();
    let fetched = cloudwatch
        .fetch(&queries, &window(1_440, 60))
        .await
        .unwrap();
    assert_eq!(calls(&running, "GetMetricData"), 2);
    for series in fetched {
        assert_eq!(series.completeness, Completeness::Complete);
        assert_eq!(series.points.len(), 1_440);
    }
}

#[tokio::test]
async fn points_that_are_said_to_be_partial_are_no_data() {
    for kind in [FaultKind::PartialData, FaultKind::InternalError] {
        let running = start(world(4)).await;
        strike(&running, "GetMetricData", kind, None);
        let cloudwatch = CloudWatch::new(&config(&running));
        let fetched = cloudwatch.fetch(&[bytes(STREAM)], &window(5, 60)).await;
        assert_eq!(fetched.unwrap()[0].completeness, Completeness::Partial);
    }
}

#[tokio::test]
async fn calls_that_fail_cost_the_others_nothing_and_are_told_once() {
    let running = start(many(1_600)).await;
    strike(&running, "GetMetricData", FaultKind::AccessDenied, Some(2));
    let cloudwatch = CloudWatch::new(&config(&running));
    let queries: Vec<_> = (0..1_600).map(|n| bytes(&format!("s{n}"))).collect();
    let logged = Logged::default();
    let _here = logged.here();
    let fetched = cloudwatch.fetch(&queries, &window(3, 60)).await.unwrap();
    let complete = |of: &[evaluation::Fetched]| {
        let complete = of
            .iter()
            .filter(|series| series.completeness == Completeness::Complete);
        complete.count()
    };
    let calls: Vec<_> = fetched.chunks(500).collect();
    let failed: Vec<_> = calls.iter().filter(|call| complete(call) == 0).collect();
    assert_eq!(failed.len(), 2);
    let missing: usize = failed.iter().map(|call| call.len()).sum();
    assert_eq!(complete(&fetched), 1_600 - missing);

    let lines = logged.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let series = format!(" series={missing} of=1600");
    for told in ["WARN", "failure=AccessDenied", "GetMetricData", &series] {
        assert!(lines[0].contains(told), "{told}: {lines:?}");
    }
}

#[tokio::test]
async fn when_every_call_fails_there_is_no_answer() {
    let running = start(many(600)).await;
    strike(&running, "GetMetricData", FaultKind::AccessDenied, None);
    let cloudwatch = CloudWatch::new(&config(&running));
    let queries: Vec<_> = (0..600).map(|n| bytes(&format!("s{n}"))).collect();
    let error = cloudwatch
        .fetch(&queries, &window(3, 60))
        .await
        .unwrap_err();
    assert_eq!(error.failure, Failure::AccessDenied);
    assert!(
        error.message.contains("cloudwatch:GetMetricData"),
        "{error}"
    );
}

#[tokio::test]
async fn a_stream_that_nobody_measures_is_complete_and_empty() {
    let running = start(world(4)).await;
    let cloudwatch = CloudWatch::new(&config(&running));
    let fetched = cloudwatch.fetch(&[bytes("nowhere")], &window(5, 60)).await;
    let fetched = fetched.unwrap().remove(0);
    assert_eq!(fetched.completeness, Completeness::Complete);
    assert!(fetched.points.is_empty());
}
