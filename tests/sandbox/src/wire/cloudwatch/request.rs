//! The request of GetMetricData, parsed and checked.

use std::collections::HashSet;

use serde::Deserialize;
use simulation::metrics::Datapoint;

use crate::wire::{call::Protocol, cbor, refusal::Refusal};

/// Queries in one call, as in CloudWatch.
const MOST_QUERIES: usize = 500;
/// Datapoints in one answer, as in CloudWatch.
const MOST_DATAPOINTS: usize = 100_800;

/// A request that can be answered.
#[derive(Clone, Debug)]
pub(crate) struct MetricDataRequest {
    pub(crate) queries: Vec<Query>,
    /// The first second that is asked for, since the epoch.
    pub(crate) start: i64,
    /// The second after the last.
    pub(crate) end: i64,
    pub(crate) newest_first: bool,
    pub(crate) max_datapoints: usize,
    pub(crate) next_token: Option<String>,
}

/// One metric that is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) namespace: String,
    pub(crate) metric: String,
    /// The stream, cluster or service, if its dimensions are exactly those of one.
    pub(crate) target: Option<String>,
    /// The shard of that stream, if its dimensions are exactly those of one.
    pub(crate) shard: Option<String>,
    /// In seconds, a multiple of 60.
    pub(crate) period: i64,
    pub(crate) stat: Stat,
}

/// What is made of the samples of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Stat {
    Sum,
    Average,
    Maximum,
    Minimum,
    SampleCount,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wire {
    #[serde(default)]
    metric_data_queries: Vec<WireQuery>,
    start_time: f64,
    end_time: f64,
    next_token: Option<String>,
    scan_by: Option<String>,
    max_datapoints: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireQuery {
    id: String,
    label: Option<String>,
    metric_stat: Option<WireStat>,
    return_data: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireStat {
    metric: WireMetric,
    period: i64,
    stat: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireMetric {
    namespace: String,
    metric_name: String,
    #[serde(default)]
    dimensions: Vec<WireDimension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireDimension {
    name: String,
    value: String,
}

/// Reads a request.
///
/// # Errors
/// A refusal as CloudWatch gives it for what it does not take.
pub(crate) fn read(protocol: Protocol, body: &[u8]) -> Result<MetricDataRequest, Refusal> {
    let unreadable = |error: String| Refusal::of("SerializationException", error);
    let value = match protocol {
        Protocol::Cbor => cbor::read(body).map_err(|error| unreadable(error.to_string()))?,
        Protocol::Json(_) => {
            serde_json::from_slice(body).map_err(|error| unreadable(error.to_string()))?
        }
    };
    let wire: Wire =
        serde_json::from_value(value).map_err(|error| unreadable(error.to_string()))?;
    if wire.metric_data_queries.is_empty() || wire.metric_data_queries.len() > MOST_QUERIES {
        let found = wire.metric_data_queries.len();
        let message =
            format!("MetricDataQueries must have 1 to {MOST_QUERIES} members, not {found}");
        return Err(invalid(message));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds since the epoch fit"
    )]
    let (start, end) = (wire.start_time.floor() as i64, wire.end_time.ceil() as i64);
    if start >= end {
        return Err(invalid(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    let mut ids = HashSet::new();
    let mut queries = Vec::new();
    for query in wire.metric_data_queries {
        if !query
            .id
            .starts_with(|first: char| first.is_ascii_lowercase())
            || !ids.insert(query.id.clone())
        {
            return Err(invalid(format!(
                "The id {} is not valid or not unique",
                query.id
            )));
        }
        if query.return_data != Some(false) {
            queries.push(parse(query)?);
        }
    }
    let newest_first = match wire.scan_by.as_deref() {
        None | Some("TimestampDescending") => true,
        Some("TimestampAscending") => false,
        Some(other) => return Err(invalid(format!("ScanBy {other} is not valid"))),
    };
    let max_datapoints = wire.max_datapoints.unwrap_or(MOST_DATAPOINTS);
    if !(1..=MOST_DATAPOINTS).contains(&max_datapoints) {
        return Err(invalid(format!(
            "MaxDatapoints must be between 1 and {MOST_DATAPOINTS}"
        )));
    }
    Ok(MetricDataRequest {
        queries,
        start,
        end,
        newest_first,
        max_datapoints,
        next_token: wire.next_token,
    })
}

fn parse(query: WireQuery) -> Result<Query, Refusal> {
    let id = query.id;
    let Some(stat) = query.metric_stat else {
        return Err(invalid(format!(
            "{id}: the sandbox knows no expressions, only MetricStat"
        )));
    };
    if stat.period <= 0 || stat.period % 60 != 0 {
        return Err(invalid(format!(
            "{id}: Period must be a multiple of 60, not {}",
            stat.period
        )));
    }
    let known: Stat = serde_json::from_value(stat.stat.as_str().into()).map_err(|_| {
        invalid(format!(
            "{id}: the sandbox does not know the statistic {}",
            stat.stat
        ))
    })?;
    let (target, shard) = dimensions(&stat.metric);
    Ok(Query {
        label: query
            .label
            .unwrap_or_else(|| stat.metric.metric_name.clone()),
        id,
        namespace: stat.metric.namespace,
        metric: stat.metric.metric_name,
        target,
        shard,
        period: stat.period,
        stat: known,
    })
}

/// The stream, cluster or service, and the shard: CloudWatch knows a metric by exactly its dimensions, in
/// any order.
fn dimensions(metric: &WireMetric) -> (Option<String>, Option<String>) {
    let of = |name: &str| {
        let dimensions = metric.dimensions.iter();
        let mut found = dimensions.filter(|dimension| dimension.name == name);
        found.next().map(|dimension| dimension.value.clone())
    };
    match (metric.namespace.as_str(), metric.dimensions.len()) {
        ("AWS/Kinesis", 1) => (of("StreamName"), None),
        ("AWS/Kinesis", 2) => match of("ShardId") {
            Some(shard) => (of("StreamName"), Some(shard)),
            None => (None, None),
        },
        ("AWS/ECS", 2) => {
            let both = of("ClusterName").zip(of("ServiceName"));
            (
                both.map(|(cluster, service)| format!("{cluster}.{service}")),
                None,
            )
        }
        (_, 1) => (of("JobFlowId"), None),
        _ => (None, None),
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::of("ValidationError", message)
}

impl MetricDataRequest {
    /// The streams, clusters and services that are asked about, each once.
    pub(crate) fn targets(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let named = self.queries.iter().filter_map(|query| query.target.clone());
        named.filter(|target| seen.insert(target.clone())).collect()
    }
}

impl Stat {
    pub(crate) fn of(self, point: &Datapoint) -> f64 {
        match self {
            Self::Sum => point.sum,
            Self::Average => point.average(),
            Self::Maximum => point.maximum,
            Self::Minimum => point.minimum,
            Self::SampleCount => f64::from(point.samples),
        }
    }
}
