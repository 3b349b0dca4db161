//! Collecting in bulk: which targets to look at, and which series to fetch.

use std::{collections::HashMap, panic::AssertUnwindSafe, time::Duration};

use decision::{Period, TargetId, TargetKind, metrics};
use futures::{FutureExt, StreamExt, stream};
use jiff::Timestamp;

use crate::{
    Assignment, Completeness, Failure, Fetched, MetricSource, MetricWindow, Outcome, PortError,
    Query, Status, TargetSource, evaluate::panicked,
};

/// How many targets that are known already are looked at again in one tick. What a service
/// allows an account for describing (20 calls a second for streams, fewer for clusters) is shared
/// with everybody else's tools, and more would keep the tick waiting for their turn.
const ROTATION: usize = 8;

/// How many targets that have to be looked at are looked at in one tick.
const MOST_LOOKS: usize = 200;
const LOOKS_AT_ONCE: usize = 10;

/// How the targets stand, for those that were looked at.
pub(crate) type Looks = HashMap<TargetId, Result<Status, PortError>>;

/// Looks at the targets that nothing is known of or that are changing, and at the longest unseen
/// of the others. What `time` is not enough for has not been looked at.
pub(crate) async fn look<T: TargetSource>(
    targets: &T,
    due: &[&Assignment],
    time: Duration,
) -> Looks {
    let mut longest_first = due.to_vec();
    longest_first.sort_by_key(|each| each.memory.looked_at);
    let (known, must): (Vec<_>, Vec<_>) =
        longest_first.into_iter().partition(|each| is_steady(each));
    let rotated = known.into_iter().take(ROTATION);
    let chosen: Vec<TargetId> = must
        .into_iter()
        .take(MOST_LOOKS)
        .chain(rotated)
        .map(|each| each.target.clone())
        .collect();
    stream::iter(chosen)
        .map(|target| async move {
            let looking = AssertUnwindSafe(targets.describe(&target)).catch_unwind();
            let status = looking
                .await
                .unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
            (target, status)
        })
        .buffer_unordered(LOOKS_AT_ONCE)
        .take_until(tokio::time::sleep(time))
        .collect()
        .await
}

fn is_steady(assignment: &Assignment) -> bool {
    let memory = &assignment.memory;
    let settled = memory
        .seen
        .is_some_and(|seen| !seen.status.readiness.is_passing());
    let retired = memory.record.as_ref().map(|record| &record.outcome) == Some(&Outcome::Retired);
    let under_way = memory.scaling.activity.is_some() || memory.scaling.plan.is_some();
    settled && !retired && !under_way
}

/// The points of what was fetched, oldest first and one for each time, by what was asked for.
pub(crate) type Series = HashMap<Query, Vec<(Timestamp, f64)>>;

/// The series that are complete; the points of others are not data.
pub(crate) fn complete(queries: Vec<Query>, fetched: Vec<Fetched>) -> Series {
    let complete = |(_, series): &(Query, Fetched)| series.completeness == Completeness::Complete;
    let series = queries.into_iter().zip(fetched).filter(complete);
    let in_order = |(query, Fetched { mut points, .. }): (Query, Fetched)| {
        points.sort_by_key(|(at, _)| *at);
        points.dedup_by_key(|(at, _)| *at);
        (query, points)
    };
    series.map(in_order).collect()
}

/// Fetches every series that a rule of these targets looks at, all in one go.
///
/// # Errors
/// When nothing could be fetched at all, or not within `time`; a series that is incomplete is left
/// out.
pub(crate) async fn fetch<M: MetricSource>(
    source: &M,
    targets: &[&Assignment],
    window: &MetricWindow,
    time: Duration,
) -> Result<Series, PortError> {
    let queries = queries(targets);
    if queries.is_empty() {
        return Ok(Series::new());
    }
    let late = |_| PortError {
        operation: "GetMetricData",
        failure: Failure::Unavailable,
        message: format!("took longer than {} s", time.as_secs()),
    };
    let fetching = tokio::time::timeout(time, source.fetch(&queries, window));
    let fetched = fetching.await.map_err(late)??;
    Ok(complete(queries, fetched))
}

fn queries(due: &[&Assignment]) -> Vec<Query> {
    let mut queries = Vec::new();
    for assignment in due {
        let first = queries.len();
        for source in assignment
            .policy
            .metrics()
            .into_iter()
            .flat_map(|metric| metric.sources())
        {
            let query = Query {
                target: assignment.target.clone(),
                shard: None,
                source: *source,
            };
            if !queries.iter().skip(first).any(|known| *known == query) {
                queries.push(query);
            }
        }
    }
    queries
}

/// From the longest look back of any rule, with room for samples that are late, until now; on
/// whole periods, because the service answers those from its cache.
pub(crate) fn window(kind: TargetKind, due: &[&Assignment], now: Timestamp) -> MetricWindow {
    let each = metrics::resolution(kind);
    let lookback = due
        .iter()
        .map(|one| one.policy.lookback().as_seconds())
        .max()
        .unwrap_or(0);
    let whole = |second: i64| second.div_euclid(i64::from(each)) * i64::from(each);
    let at = |second| Timestamp::from_second(second).unwrap_or(now);
    let from = now.as_second() - i64::from(lookback) - i64::from(3 * each) - 120;
    MetricWindow {
        from: at(whole(from)),
        to: at(whole(now.as_second()) + i64::from(each)),
        period: Period::seconds(each),
    }
}
