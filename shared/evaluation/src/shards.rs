//! The single shards of the streams that are watched: who they are, and what is asked of each.

use std::{collections::HashMap, time::Duration};

use decision::{
    Capacity, Metric, Period, Sample, ScalingState, TargetId, heat,
    metrics::{self, COLLECTION_LAG},
};
use futures::{StreamExt, stream};
use jiff::Timestamp;

use crate::{
    Assignment, Completeness, Examined, Failure, MetricSource, MetricWindow, PortError, Query,
    TargetSource, collect::Series, observe::samples,
};

/// How far back shards are looked at.
const LOOKBACK: Period = Period::minutes(12);
/// Fewer complete minutes say too little.
const LEAST_MINUTES: u32 = 2;
/// All shards together have to show so much of what is asked of the stream: else some are missing.
const SHOWN: f64 = 0.8;
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
        due: &[Assignment],
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
            let complete = |(_, fetched): &(Query, crate::Fetched)| {
                fetched.completeness == Completeness::Complete
            };
            shards.series = queries.into_iter().zip(fetched).filter(complete).collect();
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

    /// What is asked of each shard, in shards, on average of the minutes that it has been as it is;
    /// `None` until that is known of all of them. `demand` is what is asked of the stream.
    pub(crate) fn loads(
        &self,
        target: &TargetId,
        examined: &Examined,
        state: &ScalingState,
        demand: &[Sample],
        now: Timestamp,
    ) -> Option<Vec<f64>> {
        let metric = heat::demand()?;
        let period = Period::seconds(metrics::resolution(target.kind));
        // Of what is asked of the stream less may have been fetched.
        let from = settled(state)?.max(demand.first()?.at());
        let until = COLLECTION_LAG.before(period.before(now));
        let counts = |sample: &&Sample| from <= sample.at() && sample.at() <= until;
        let together: Vec<f64> = demand
            .iter()
            .filter(counts)
            .map(|sample| sample.value())
            .collect();
        let minutes = u32::try_from(together.len()).ok()?;
        if minutes < LEAST_MINUTES {
            return None;
        }
        let of = |shard| {
            samples(
                (target, Some(shard)),
                metric,
                Capacity(1),
                period,
                &self.series,
            )
        };
        let loads = examined.shards.iter().map(|shard| {
            let samples = of(&shard.id);
            // A shard that nobody writes to sends nothing.
            samples
                .iter()
                .filter(counts)
                .map(|sample| sample.value())
                .sum::<f64>()
                / f64::from(minutes)
        });
        let loads: Vec<f64> = loads.collect();
        let asked = together.iter().sum::<f64>() / f64::from(minutes);
        (SHOWN * asked <= loads.iter().sum::<f64>()).then_some(loads)
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
