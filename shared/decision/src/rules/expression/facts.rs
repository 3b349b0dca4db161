//! What a view shows under the names of expressions.

use std::borrow::Cow;

use jiff::Timestamp;

use super::names::Seen;
use crate::{
    DatePatterns, Gap, Metric, Missed, Period, Sample, View,
    expression::{Facts, Names, Number, Slot, Value, themis_kinesis::Aggregate},
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
        let (_, seen) = self.names.fact(slot)?;
        Some(match *seen {
            Seen::Capacity => i64::from(self.view.observation.capacity.0).into(),
            Seen::Fixed => i64::from(self.view.observation.fixed.0).into(),
            Seen::HasMinimum => self.has_minimum().into(),
            Seen::Minimum => self.minimum(),
            Seen::Samples {
                metric,
                aggregate,
                window,
                factor,
            } => {
                let samples = self.samples(metric, window.unwrap_or(self.over)).ok()?;
                (aggregated(samples, aggregate)? * factor).into()
            }
        })
    }

    fn now(&self) -> Timestamp {
        self.view.now
    }
}

impl<'a> Shown<'a> {
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

    /// Those that begin in the window before the newest one ends.
    fn samples(&self, metric: Metric, window: Period) -> Result<&'a [Sample], Gap> {
        let samples = self.view.samples(metric)?;
        let period = self.view.period(metric).unwrap_or_default();
        let newest = samples.last().ok_or(Gap::NoData)?;
        let start = window.before(period.after(newest.at()));
        let first = samples.partition_point(|sample| sample.at() < start);
        let in_window = samples.get(first..).filter(|samples| !samples.is_empty());
        // A window that is shorter than a sample is one sample long.
        Ok(in_window.unwrap_or(std::slice::from_ref(newest)))
    }

    /// Why there is nothing behind `slot`.
    pub(super) fn missed(&self, slot: Slot) -> Missed {
        let known = self.names.fact(slot);
        if let Some((_, Seen::Samples { metric, .. })) = known
            && let Err(gap) = self.view.samples(*metric)
        {
            return Missed::of(*metric, gap);
        }
        Missed {
            what: Cow::Owned(known.map_or_else(String::new, |(name, _)| name.to_owned())),
            gap: Gap::NoData,
        }
    }
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
