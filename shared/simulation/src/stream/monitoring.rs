//! Enhanced monitoring: metrics of single shards, while somebody pays for them.

use std::collections::{BTreeMap, BTreeSet};

use super::{ShardMetric, consumer::Read, writes::Taken};
use crate::metrics::{Datapoint, History, KEPT_SECONDS};

/// The metrics of shards that are enabled.
pub type ShardMetrics = BTreeSet<ShardMetric>;

/// What is enabled, and what was recorded while it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Monitoring {
    enabled: ShardMetrics,
    /// By the number of the shard.
    shards: BTreeMap<u64, Recorded>,
}

#[derive(Clone, Debug)]
struct Recorded {
    history: History<{ ShardMetric::COUNT }>,
    last: i64,
}

impl Monitoring {
    pub(crate) fn enabled(&self) -> &ShardMetrics {
        &self.enabled
    }

    pub(crate) fn enable(&mut self, metrics: ShardMetrics) {
        self.enabled = metrics;
    }

    /// Takes a second of a shard, if anything is enabled and the shard had traffic.
    pub(crate) fn record(&mut self, second: i64, shard: u64, taken: Taken, read: Read) {
        let idle = taken.records <= 0.0 && taken.rejected <= 0.0 && read.bytes <= 0.0;
        if self.enabled.is_empty() || (idle && read.age_milliseconds <= 0.0) {
            return;
        }
        let mut samples = [f64::NAN; ShardMetric::COUNT];
        for metric in &self.enabled {
            if let Some(sample) = samples.get_mut(metric.place()) {
                *sample = sample_of(*metric, taken, read);
            }
        }
        let recorded = self.shards.entry(shard).or_insert_with(|| Recorded {
            history: History::new(60),
            last: second,
        });
        recorded.last = second;
        recorded.history.record(second, samples);
    }

    /// Makes visible what can be seen at `now`, and forgets shards that have nothing left.
    pub(crate) fn advance_to(&mut self, now: i64) {
        let shards = self.shards.values_mut();
        shards.for_each(|recorded| recorded.history.advance_to(now));
        (self.shards).retain(|_, recorded| recorded.last + KEPT_SECONDS >= now);
    }

    pub(crate) fn datapoints(
        &self,
        shard: u64,
        metric: ShardMetric,
        (from, to): (i64, i64),
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        let recorded = self.shards.get(&shard);
        let points = |recorded: &Recorded| {
            let history = &recorded.history;
            history.datapoints(metric.place(), from, to, period)
        };
        recorded.map(points).unwrap_or_default()
    }
}

fn sample_of(metric: ShardMetric, taken: Taken, read: Read) -> f64 {
    match metric {
        ShardMetric::IncomingBytes => taken.bytes,
        ShardMetric::IncomingRecords => taken.records,
        ShardMetric::OutgoingBytes => read.bytes,
        ShardMetric::OutgoingRecords => read.records,
        ShardMetric::WriteProvisionedThroughputExceeded => taken.rejected,
        ShardMetric::ReadProvisionedThroughputExceeded => read.throttled,
        ShardMetric::IteratorAgeMilliseconds => read.age_milliseconds,
    }
}
