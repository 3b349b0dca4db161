//! The single shards of the streams that are watched: who they are, and what is asked of each.

use std::{collections::HashMap, time::Duration};

use decision::{
    Capacity, Metric, Period, Sample, ScalingState, TargetId, heat,
    metrics::{self, COLLECTION_LAG},
};
use futures::{StreamExt, stream};
use jiff::Timestamp;

use crate::{
    Assignment, Examined, Failure, MetricSource, MetricWindow, PortError, Query, TargetSource,
    collect::{Series, complete},
    observe::samples,
};

/// How far back shards are looked at.
const LOOKBACK: Period = Period::minutes(12);
/// Fewer complete minutes say too little.
const LEAST_MINUTES: usize = 2;
/// All shards together have to show so much of what the stream accepts: else some are missing.
const SHOWN: f64 = 0.97;
const LOOKS_AT_ONCE: usize = 10;

/// The streams that are watched, by target.
#[derive(Debug, Default)]
pub(crate) struct Shards {
    examined: HashMap<TargetId, Result<Examined, PortError>>,
    series: Series,
    pub(crate) problem: Option<PortError>,
}

impl Shards {
    /// Looks at the shards of every due stream that is watched, and fetches what their metrics
    /// show, all in one go.
    pub(crate) async fn look<T: TargetSource, M: MetricSource>(
        targets: &T,
        source: &M,
        due: &[&Assignment],
        now: Timestamp,
        time: Duration,
    ) -> Self {
        let mut shards = Self::default();
        let watched = due
            .iter()
            .filter(|each| each.memory.scaling.heat.looks_at_shards());
        let watched: Vec<_> = watched.map(|each| each.target.clone()).collect();
        if watched.is_empty() {
            return shards;
        }
        let looking = async {
            shards.examined = stream::iter(watched)
                .map(|target| async move {
                    let examined = targets.examine(&target).await;
                    (target, examined)
                })
                .buffer_unordered(LOOKS_AT_ONCE)
                .collect()
                .await;
            let queries = queries(&shards.examined);
            if queries.is_empty() {
                return Ok(());
            }
            let fetched = source.fetch(&queries, &window(now)).await?;
            shards.series = complete(queries, fetched);
            Ok(())
        };
        let late = |_| PortError {
            operation: "GetMetricData",
            failure: Failure::Unavailable,
            message: format!("single shards took longer than {} s", time.as_secs()),
        };
        let looked = tokio::time::timeout(time, looking).await;
        shards.problem = looked.map_err(late).and_then(|looked| looked).err();
        shards
    }

    /// No shards were looked at, for this reason.
    pub(crate) fn failed(problem: PortError) -> Self {
        Self {
            problem: Some(problem),
            ..Self::default()
        }
    }

    /// The shards of a stream, if they were looked at.
    pub(crate) fn of(&self, target: &TargetId) -> Option<Result<&Examined, &PortError>> {
        self.examined.get(target).map(Result::as_ref)
    }

    /// What is asked of each shard, in shards, on average of the minutes that it has been as it is
    /// and of which all of them are seen; `None` until there are such minutes. `accepted` is what
    /// the stream accepts.
    pub(crate) fn loads(
        &self,
        target: &TargetId,
        examined: &Examined,
        state: &ScalingState,
        accepted: &[Sample],
        now: Timestamp,
    ) -> Option<Vec<f64>> {
        let from = settled(state)?;
        let period = Period::seconds(metrics::resolution(target.kind));
        let until = COLLECTION_LAG.before(period.before(now));
        let shards = examined.shards.iter();
        let shards: Vec<Shard> = shards
            .map(|shard| self.shard(target, &shard.id, period))
            .collect::<Option<_>>()?;
        // A shard that nobody writes to sends nothing, and so does one whose metrics are late: what
        // all of them show tells which it is.
        let whole = |sample: &&Sample| {
            let shown: f64 = shards.iter().map(|shard| shard.accepted(sample.at())).sum();
            SHOWN * sample.value() <= shown
        };
        let settled = accepted.iter();
        let settled = settled.filter(|one| from <= one.at() && one.at() <= until);
        let minutes: Vec<Timestamp> = settled.filter(whole).map(|one| one.at()).collect();
        let mean = |shard: &Shard| {
            let all: f64 = minutes.iter().map(|at| shard.asked(*at)).sum();
            all / minutes.len() as f64
        };
        (LEAST_MINUTES <= minutes.len()).then(|| shards.iter().map(mean).collect())
    }

    fn shard(&self, target: &TargetId, id: &String, period: Period) -> Option<Shard> {
        let of = |metric| {
            let samples = samples(
                (target, Some(id)),
                metric,
                Capacity(1),
                period,
                &self.series,
            );
            let by_time = samples.iter().map(|sample| (sample.at(), sample.value()));
            by_time.collect::<HashMap<_, _>>()
        };
        Some(Shard {
            asked: of(heat::demand()?),
            accepted: of(heat::accepted()?),
        })
    }
}

/// What is known of one shard by the minute, in shards.
#[derive(Debug)]
struct Shard {
    asked: HashMap<Timestamp, f64>,
    accepted: HashMap<Timestamp, f64>,
}

impl Shard {
    fn accepted(&self, at: Timestamp) -> f64 {
        self.accepted.get(&at).copied().unwrap_or_default()
    }

    /// What was rejected may not be known.
    fn asked(&self, at: Timestamp) -> f64 {
        self.asked
            .get(&at)
            .copied()
            .unwrap_or_else(|| self.accepted(at))
    }
}

/// Since when the shards are what they are and are watched, with a minute to spare.
fn settled(state: &ScalingState) -> Option<Timestamp> {
    let decision::heat::Phase::Watching { since, .. } = state.heat.phase else {
        return None;
    };
    let changes = [
        Some(since),
        state.changed_at,
        state.plan.map(|plan| plan.acted_at),
        state.heat.cut.map(|cut| cut.at),
    ];
    let newest = changes.into_iter().flatten().max()?;
    Some(Period::minutes(1).after(newest))
}

fn queries(examined: &HashMap<TargetId, Result<Examined, PortError>>) -> Vec<Query> {
    let sources = heat::demand().map(Metric::sources).unwrap_or_default();
    let mut queries = Vec::new();
    for (target, examined) in examined {
        let Ok(examined) = examined else { continue };
        let sent = |name: &str| examined.shard_metrics.iter().any(|sent| sent == name);
        if !heat::SHARD_METRICS.iter().all(|name| sent(name)) {
            continue;
        }
        for shard in &examined.shards {
            queries.extend(sources.iter().map(|source| Query {
                target: target.clone(),
                shard: Some(shard.id.clone()),
                source: *source,
            }));
        }
    }
    queries
}

fn window(now: Timestamp) -> MetricWindow {
    let minute = |at: Timestamp| at.as_second().div_euclid(60) * 60;
    let at = |second| Timestamp::from_second(second).unwrap_or(now);
    MetricWindow {
        from: at(minute(LOOKBACK.before(now))),
        to: at(minute(now) + 60),
        period: Period::minutes(1),
    }
}
