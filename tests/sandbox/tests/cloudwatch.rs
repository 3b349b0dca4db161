//! GetMetricData on the wire, by its real client.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_cloudwatch::{
    error::ProvideErrorMetadata,
    operation::get_metric_data::builders::GetMetricDataFluentBuilder,
    primitives::DateTime,
    types::{Dimension, Metric, MetricDataQuery, MetricStat, ScanBy, StatusCode},
};
use clients::{CLUSTER, NOON, STREAM, cloudwatch, start, world};
use sandbox::{Fault, FaultKind, Running};
use serde_json::json;

const MIB: f64 = 1_048_576.0;

fn query(id: &str, target: &str, metric: &str, period: i32, stat: &str) -> MetricDataQuery {
    let (namespace, dimension) = match target.starts_with("j-") {
        true => ("AWS/ElasticMapReduce", "JobFlowId"),
        false => ("AWS/Kinesis", "StreamName"),
    };
    let dimension = Dimension::builder().name(dimension).value(target).build();
    let metric = Metric::builder()
        .namespace(namespace)
        .metric_name(metric)
        .dimensions(dimension)
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(period)
        .stat(stat)
        .build();
    MetricDataQuery::builder().id(id).metric_stat(stat).build()
}

/// The hour before noon, and noon, asked for at noon.
fn ask(running: &Running) -> GetMetricDataFluentBuilder {
    let client = cloudwatch(running);
    client
        .get_metric_data()
        .start_time(DateTime::from_secs(NOON - 3600))
        .end_time(DateTime::from_secs(NOON + 60))
}

#[tokio::test]
async fn a_stream_has_a_datapoint_for_every_minute_newest_first_the_newest_incomplete() {
    let running = start(world()).await;
    let answer = ask(&running)
        .metric_data_queries(query("m", STREAM, "IncomingBytes", 60, "Sum"))
        .send()
        .await
        .unwrap();
    let result = &answer.metric_data_results()[0];
    assert_eq!(result.status_code(), Some(&StatusCode::Complete));
    let times: Vec<i64> = result.timestamps().iter().map(DateTime::secs).collect();
    assert_eq!(times[..2], [NOON - 60, NOON - 120]);
    assert_eq!(result.values()[0], 2.0 * MIB); // one second of it can be seen
    assert!(result.values()[1..].iter().all(|sum| *sum == 120.0 * MIB));
    assert_eq!(result.values().len(), 60);
}

#[tokio::test]
async fn every_statistic_is_given() {
    let running = start(world()).await;
    let stats = ["Sum", "Average", "Maximum", "Minimum", "SampleCount"];
    let queries =
        stats.map(|stat| query(&stat.to_lowercase(), STREAM, "IncomingRecords", 300, stat));
    let answer = ask(&running)
        .set_metric_data_queries(Some(queries.to_vec()))
        .scan_by(ScanBy::TimestampAscending)
        .send()
        .await
        .unwrap();
    let first: Vec<f64> = answer
        .metric_data_results()
        .iter()
        .map(|result| result.values()[0])
        .collect();
    assert_eq!(first, [300_000.0, 1000.0, 1000.0, 1000.0, 300.0]);
}

#[tokio::test]
async fn a_cluster_has_a_datapoint_every_five_minutes() {
    let running = start(world()).await;
    let queries = [
        "YARNMemoryAvailablePercentage",
        "CoreNodesRunning",
        "MemoryTotalMB",
    ];
    let queries =
        queries.map(|metric| query(&format!("m{metric}"), CLUSTER, metric, 60, "Average"));
    let answer = ask(&running)
        .set_metric_data_queries(Some(queries.to_vec()))
        .send()
        .await
        .unwrap();
    let results = answer.metric_data_results();
    let times: Vec<i64> = results[0].timestamps().iter().map(DateTime::secs).collect();
    assert!(times.windows(2).all(|pair| pair[0] - pair[1] == 300));
    assert_eq!(results[1].values()[0], 2.0);
    assert_eq!(results[2].values()[0], 12.0 * 4096.0);
}

#[tokio::test]
async fn a_metric_without_data_is_empty_and_complete() {
    let mut idle = world();
    idle["streams"][0]["load"] = json!({ "constant": { "bytes": 0.0, "records": 0.0 } });
    let running = start(idle).await;
    for target in [STREAM, "unknown"] {
        let asked =
            ask(&running).metric_data_queries(query("m", target, "IncomingBytes", 60, "Sum"));
        let answer = asked.send().await.unwrap();
        let result = &answer.metric_data_results()[0];
        assert_eq!(
            (result.values().len(), result.status_code()),
            (0, Some(&StatusCode::Complete))
        );
    }
}

#[tokio::test]
async fn datapoints_come_in_pages() {
    let running = start(world()).await;
    let queries = ["a", "b"].map(|id| query(id, STREAM, "IncomingBytes", 60, "Sum"));
    let asked = ask(&running)
        .set_metric_data_queries(Some(queries.to_vec()))
        .max_datapoints(50);
    let mut seen = Vec::new();
    let mut pages = asked.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let of = |result: &aws_sdk_cloudwatch::types::MetricDataResult| {
            (
                result.id().unwrap().to_owned(),
                result.values().len(),
                result.status_code().unwrap().clone(),
            )
        };
        seen.extend(page.metric_data_results().iter().map(of));
    }
    let expected = [
        ("a", 50, StatusCode::PartialData),
        ("a", 10, StatusCode::Complete),
        ("b", 40, StatusCode::PartialData),
        ("b", 20, StatusCode::Complete),
    ];
    assert_eq!(
        seen,
        expected.map(|(id, length, status)| (id.to_owned(), length, status))
    );
}

#[tokio::test]
async fn requests_that_cloudwatch_does_not_take_are_refused() {
    let running = start(world()).await;
    let code = async |asked: GetMetricDataFluentBuilder| {
        asked
            .send()
            .await
            .unwrap_err()
            .code()
            .unwrap_or_default()
            .to_owned()
    };
    let ids = |count| {
        (0..count)
            .map(|n| query(&format!("m{n}"), STREAM, "IncomingBytes", 60, "Sum"))
            .collect()
    };
    assert_eq!(
        code(ask(&running).set_metric_data_queries(Some(ids(501)))).await,
        "ValidationError"
    );
    assert!(
        ask(&running)
            .set_metric_data_queries(Some(ids(500)))
            .send()
            .await
            .is_ok()
    );
    let one = || ask(&running).set_metric_data_queries(Some(ids(1)));
    assert_eq!(
        code(one().end_time(DateTime::from_secs(NOON - 3600))).await,
        "ValidationError"
    );
    assert_eq!(code(one().next_token("?")).await, "InvalidNextToken");
    let odd = query("m", STREAM, "IncomingBytes", 61, "Sum");
    assert_eq!(
        code(ask(&running).metric_data_queries(odd)).await,
        "ValidationError"
    );
}

#[tokio::test]
async fn faults_cost_datapoints_of_their_target_alone() {
    let running = start(world()).await;
    let kinds = [
        (FaultKind::PartialData, 30, StatusCode::PartialData),
        (FaultKind::InternalError, 0, StatusCode::InternalError),
        (FaultKind::WithholdMetrics, 0, StatusCode::Complete),
    ];
    for (kind, points, status) in kinds {
        running.set_fault(Fault {
            action: "GetMetricData".to_owned(),
            target: Some(STREAM.to_owned()),
            kind,
            delay_ms: 0,
            seconds: 0,
            times: Some(1),
        });
        let struck = query("s", STREAM, "IncomingBytes", 60, "Sum");
        let spared = query("c", CLUSTER, "ContainerPending", 300, "Average");
        let asked = ask(&running)
            .metric_data_queries(struck)
            .metric_data_queries(spared);
        let answer = asked.send().await.unwrap();
        let [struck, spared] = answer.metric_data_results() else {
            panic!("two results")
        };
        assert_eq!(
            (struck.values().len(), struck.status_code()),
            (points, Some(&status))
        );
        assert_eq!(
            (spared.values().is_empty(), spared.status_code()),
            (false, Some(&StatusCode::Complete))
        );
    }
}
