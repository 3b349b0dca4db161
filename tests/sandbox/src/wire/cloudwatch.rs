//! CloudWatch: GetMetricData over what the models hold.

mod request;
mod response;

use std::cmp::Reverse;

use simulation::{
    World,
    cluster::ClusterMetric,
    metrics::Datapoint,
    service::ServiceMetric,
    stream::{ShardMetric, StreamMetric},
};

pub(crate) use request::{MetricDataRequest, read};

use super::{call::Protocol, page, refusal::Refusal};
use crate::fault::{Fault, FaultKind};
use request::Query;
use response::{MetricDataResult, Status};

/// Performs GetMetricData; a fault may cost it datapoints.
pub(crate) fn answer(
    world: &World,
    request: &MetricDataRequest,
    fault: Option<&Fault>,
    protocol: Protocol,
) -> Result<Vec<u8>, Refusal> {
    let (first, mut skip) = match &request.next_token {
        Some(token) => start_of_page(token)?,
        None => (0, 0),
    };
    let mut left = request.max_datapoints;
    let mut results = Vec::new();
    let mut next = None;
    for (index, query) in request.queries.iter().enumerate().skip(first) {
        if left == 0 {
            next = Some(page::token(&index.to_string(), 0));
            break;
        }
        let mut result = look_up(world, request, query, fault);
        let page = result.points.split_off(skip.min(result.points.len()));
        result.points = page;
        if result.points.len() > left {
            result.points.truncate(left);
            result.status = Status::PartialData;
            next = Some(page::token(&index.to_string(), skip + left));
        }
        left -= result.points.len();
        skip = 0;
        results.push(result);
        if next.is_some() {
            break;
        }
    }
    Ok(match protocol {
        Protocol::Cbor => response::cbor(&results, next.as_deref()),
        Protocol::Json(_) => response::json(&results, next.as_deref()),
    })
}

fn start_of_page(token: &str) -> Result<(usize, usize), Refusal> {
    let (query, skip) = page::place(token, "InvalidNextToken")?;
    let bad = |_| {
        Refusal::of(
            "InvalidNextToken",
            "the token is not one that was given out",
        )
    };
    Ok((query.parse().map_err(bad)?, skip))
}

/// The datapoints of one query, before paging.
fn look_up(
    world: &World,
    request: &MetricDataRequest,
    query: &Query,
    fault: Option<&Fault>,
) -> MetricDataResult {
    let struck = fault.filter(|fault| {
        fault.target.is_none() || fault.target.as_deref() == query.target.as_deref()
    });
    let skewed = struck.filter(|fault| fault.kind == FaultKind::ClockSkew);
    let skew = skewed.map_or(0, |fault| fault.seconds.div_euclid(60) * 60);
    // CloudWatch takes the start back to the beginning of a period.
    let from = (request.start - skew).div_euclid(query.period) * query.period;
    let mut points: Vec<(i64, f64)> = datapoints(world, query, from, request.end - skew)
        .into_iter()
        .map(|(at, point)| (at + skew, query.stat.of(&point)))
        .collect();
    if request.newest_first {
        points.sort_by_key(|(at, _)| Reverse(*at));
    }
    let mut status = Status::Complete;
    match struck.map(|fault| fault.kind) {
        Some(FaultKind::PartialData) => {
            points.truncate(points.len() / 2);
            status = Status::PartialData;
        }
        Some(FaultKind::InternalError) => {
            points.clear();
            status = Status::InternalError;
        }
        Some(FaultKind::WithholdMetrics) => points.clear(),
        _ => {}
    }
    MetricDataResult {
        id: query.id.clone(),
        label: query.label.clone(),
        points,
        status,
    }
}

/// What the models hold; nothing for a metric or a target that is not there.
fn datapoints(world: &World, query: &Query, from: i64, to: i64) -> Vec<(i64, Datapoint)> {
    let Some(target) = query.target.as_deref() else {
        return Vec::new();
    };
    match query.namespace.as_str() {
        "AWS/Kinesis" if query.shard.is_some() => ShardMetric::named(&query.metric)
            .zip(world.streams().get(target))
            .zip(query.shard.as_deref())
            .map(|((metric, stream), shard)| {
                stream.shard_datapoints(shard, metric, (from, to), query.period)
            }),
        "AWS/Kinesis" => StreamMetric::named(&query.metric)
            .zip(world.streams().get(target))
            .map(|(metric, stream)| stream.datapoints(metric, from, to, query.period)),
        "AWS/ElasticMapReduce" => ClusterMetric::named(&query.metric)
            .zip(world.clusters().get(target))
            .map(|(metric, cluster)| cluster.datapoints(metric, from, to, query.period)),
        "AWS/ECS" => ServiceMetric::named(&query.metric)
            .zip(world.services().get(target))
            .map(|(metric, service)| service.datapoints(metric, (from, to), query.period)),
        _ => None,
    }
    .unwrap_or_default()
}
