//! What a view shows under the names of expressions.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{
    cluster,
    names::{Samples, Seen},
};
use crate::{
    DatePatterns, Gap, Member, Missed, Observation, Period, Sample, View,
    expression::{
        Facts, Names, Number, Slot, Value, themis_emr::ClusterFact, themis_kinesis::Aggregate,
    },
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) names: &'static Names<Seen>,
    /// The window of names that do not say another.
    pub(super) over: Period,
    pub(super) time_based: Option<&'a DatePatterns>,
}

impl Facts for Shown<'_> {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        match *self.names.fact(slot)? {
            Seen::Capacity => Some(i64::from(self.observation().capacity.0).into()),
            Seen::Cluster(ClusterFact::HasMinimum) => Some(self.has_minimum().into()),
            Seen::Cluster(ClusterFact::Minimum) => Some(self.minimum()),
            Seen::Cluster(fact) => cluster::value(fact, self.observation()),
            Seen::Samples(samples) => self.aggregated(samples, None).ok(),
            Seen::OfShard(samples) => {
                let shard = self.shard(slot)?;
                self.aggregated(samples, Some(shard)).ok()
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.view.now
    }
}

impl<'a> Shown<'a> {
    fn observation(&self) -> &'a Observation {
        self.view.observation
    }

    /// The shard whose index is in the name, in the order in which the service lists them.
    fn shard(&self, slot: Slot) -> Option<&'a Member> {
        self.observation().members.as_ref()?.get(slot.index()?)
    }

    fn has_minimum(&self) -> bool {
        let mut minimums = self.time_based.into_iter().flat_map(DatePatterns::minimums);
        minimums.next().is_some()
    }

    /// Whole, as long as the dates are given whole minimums; 1 without any.
    fn minimum(&self) -> Value<'static> {
        let minimum = self
            .time_based
            .map_or(1.0, |dates| dates.minimum(self.view.now));
        Number::simplest(minimum).into()
    }

    /// Of one shard, or of the whole target.
    fn aggregated(&self, of: Samples, shard: Option<&'a Member>) -> Result<Value<'static>, Gap> {
        let (samples, period) = match shard {
            Some(shard) => (
                self.view.samples_of(shard, of.metric)?,
                shard.period(of.metric),
            ),
            None => (self.view.samples(of.metric)?, self.view.period(of.metric)),
        };
        let within = self.within(samples, period.unwrap_or_default(), of);
        let value = aggregated(within, of.aggregate).ok_or(Gap::NoData)?;
        Ok(in_units_of(value, of.factor).into())
    }

    /// Whether `slot` stands for several samples and not all of them are there.
    pub(super) fn has_gaps(&self, slot: Slot) -> bool {
        let Some(Seen::Samples(of)) = self.names.fact(slot) else {
            return false;
        };
        let Ok(samples) = self.view.samples(of.metric) else {
            return false;
        };
        let period = self.view.period(of.metric).unwrap_or_default();
        let within = self.within(samples, period, *of);
        of.aggregate != Aggregate::Last && within.len() < self.length(*of).how_many(period)
    }

    fn length(&self, of: Samples) -> Period {
        of.window.unwrap_or(self.over)
    }

    /// The samples that begin in the window before the newest one ends.
    fn within<'s>(&self, samples: &'s [Sample], period: Period, of: Samples) -> &'s [Sample] {
        let Some(newest) = samples.last() else {
            return samples;
        };
        // A window that is shorter than a sample is one sample long.
        let start = self
            .length(of)
            .before(period.after(newest.at()))
            .min(newest.at());
        let first = samples.partition_point(|sample| sample.at() < start);
        samples.get(first..).unwrap_or(samples)
    }

    /// Why there is nothing behind `slot`.
    pub(super) fn missed(&self, slot: Slot) -> Missed {
        if let Some(Seen::Samples(of)) = self.names.fact(slot)
            && let Err(gap) = self.view.samples(of.metric)
        {
            return Missed::of(of.metric, gap);
        }
        let name = self.names.spelled(slot).unwrap_or_default();
        Missed {
            what: Cow::Owned(name.into_owned()),
            gap: Gap::NoData,
        }
    }
}

/// What was whole before it was turned into another unit is whole again: floating point may have
/// added something.
fn in_units_of(value: f64, factor: f64) -> f64 {
    let value = value * factor;
    let whole = value.round();
    let is_whole = (value - whole).abs() <= 1e-12 * value.abs();
    if is_whole { whole } else { value }
}

fn aggregated(samples: &[Sample], aggregate: Aggregate) -> Option<f64> {
    let values = samples.iter().map(|sample| sample.value());
    let sum = || values.clone().sum::<f64>();
    match aggregate {
        Aggregate::Last => samples.last().map(|sample| sample.value()),
        Aggregate::Min => values.reduce(f64::min),
        Aggregate::Max => values.reduce(f64::max),
        Aggregate::Sum => Some(sum()),
        #[expect(
            clippy::cast_precision_loss,
            reason = "there are not that many samples"
        )]
        Aggregate::Average => Some(sum() / samples.len() as f64),
    }
}
