//! CloudWatch: many series with few calls.

mod answers;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_cloudwatch::{
    Client,
    operation::get_metric_data::GetMetricDataOutput,
    types::{Dimension, Metric, MetricDataQuery, MetricStat, ScanBy},
};
use aws_smithy_types::DateTime;
use decision::{Statistic, TargetId, TargetKind, cluster_and_service};
use evaluation::{Fetched, MetricSource, MetricWindow, PortError, Query};
use futures::{StreamExt, stream};

use crate::{failure::Action, pace::Pace};
use answers::Answers;

/// What one call takes: API reference, GetMetricData.
const QUERIES_PER_CALL: usize = 500;
/// What an account is allowed: CloudWatch user guide, service quotas.
const CALLS_A_SECOND: u32 = 50;
const CALLS_AT_ONCE: usize = 5;
/// A call gives up to 100,800 datapoints; a service that pages on after so many is out of order.
const MOST_PAGES: usize = 20;

const GET: Action = Action {
    service: "cloudwatch",
    name: "GetMetricData",
};

/// The metrics of streams, clusters and services.
#[derive(Clone, Debug)]
pub struct CloudWatch {
    client: Client,
    pace: Arc<Pace>,
}

impl CloudWatch {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
            pace: Arc::new(Pace::of(GET, CALLS_A_SECOND)),
        }
    }

    /// One call with all its pages.
    async fn call(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let asked: Vec<MetricDataQuery> = queries
            .iter()
            .enumerate()
            .map(|(index, query)| asked(index, query, window))
            .collect();
        let mut answers = Answers::to(queries);
        let mut next = None;
        for _ in 0..MOST_PAGES {
            let page = self.page(asked.clone(), window, next).await?;
            next = page.next_token.filter(|token| !token.is_empty());
            answers.add(page.metric_data_results.unwrap_or_default());
            if next.is_none() {
                break;
            }
        }
        Ok(answers.fetched)
    }

    async fn page(
        &self,
        asked: Vec<MetricDataQuery>,
        window: &MetricWindow,
        next: Option<String>,
    ) -> Result<GetMetricDataOutput, PortError> {
        self.pace.turn().await?;
        self.client
            .get_metric_data()
            .set_metric_data_queries(Some(asked))
            .start_time(DateTime::from_secs(window.from.as_second()))
            .end_time(DateTime::from_secs(window.to.as_second()))
            // Should pages end early, then the newest points are the ones that are there.
            .scan_by(ScanBy::TimestampDescending)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| GET.failed(&error))
    }
}

impl MetricSource for CloudWatch {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let packs: Vec<&[Query]> = queries.chunks(QUERIES_PER_CALL).collect();
        let calls: Vec<_> = packs.iter().map(|pack| self.call(pack, window)).collect();
        let answers: Vec<_> = stream::iter(calls).buffered(CALLS_AT_ONCE).collect().await;
        if let Some(Err(error)) = answers.first()
            && answers.iter().all(Result::is_err)
        {
            return Err(error.clone());
        }
        let mut fetched = Vec::with_capacity(queries.len());
        let mut missing = 0_usize;
        let mut first = None;
        for (pack, answer) in packs.into_iter().zip(answers) {
            fetched.extend(answer.unwrap_or_else(|error| {
                missing += pack.len();
                first.get_or_insert(error);
                Answers::to(pack).fetched
            }));
        }
        // A tick fetches once, so this is one line of it however many calls failed.
        if let Some(error) = first {
            tracing::warn!(failure = ?error.failure, %error, series = missing, of = fetched.len(),
                "some metrics could not be fetched");
        }
        Ok(fetched)
    }
}

fn asked(index: usize, query: &Query, window: &MetricWindow) -> MetricDataQuery {
    let (namespace, of_target) = place(&query.target);
    let statistic = match query.source.statistic {
        Statistic::Average => "Average",
        Statistic::Maximum => "Maximum",
        Statistic::Sum => "Sum",
    };
    let shard = query.shard.as_deref().map(|shard| ("ShardId", shard));
    let dimensions = of_target.into_iter().chain(shard);
    let dimensions = dimensions.map(|(name, value)| Dimension::builder().name(name).value(value));
    let metric = Metric::builder()
        .namespace(namespace)
        .metric_name(query.source.name)
        .set_dimensions(Some(dimensions.map(|each| each.build()).collect()));
    let stat = MetricStat::builder()
        .metric(metric.build())
        .period(i32::try_from(window.period.as_seconds()).unwrap_or(i32::MAX))
        .stat(statistic);
    MetricDataQuery::builder()
        .id(format!("q{index}"))
        .metric_stat(stat.build())
        .return_data(true)
        .build()
}

/// Where the metrics of a target are: their namespace, and their dimensions with its values.
fn place(target: &TargetId) -> (&'static str, Vec<(&'static str, &str)>) {
    let name = target.name.as_str();
    match target.kind {
        TargetKind::KinesisStream => ("AWS/Kinesis", vec![("StreamName", name)]),
        TargetKind::EmrCluster => ("AWS/ElasticMapReduce", vec![("JobFlowId", name)]),
        TargetKind::EcsService => {
            let both = cluster_and_service(name)
                .map(|(cluster, service)| vec![("ClusterName", cluster), ("ServiceName", service)]);
            ("AWS/ECS", both.unwrap_or_default())
        }
        TargetKind::EventSourceMapping => ("AWS/Lambda", vec![("EventSourceMappingUUID", name)]),
    }
}
