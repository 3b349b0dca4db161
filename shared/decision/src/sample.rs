//! Values of a metric over time.

use jiff::Timestamp;

use crate::{Metric, Period};

/// More than anything that is measured here; what is above is an error of its source.
const ABSURD: f64 = 1e18;

/// Whether a value can have been measured: it is not NaN, infinite, negative or absurdly large.
pub(crate) fn is_measured(value: f64) -> bool {
    (0.0..ABSURD).contains(&value)
}

/// One value. Always finite, never negative and never absurdly large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The start of the time that the sample covers.
    at: Timestamp,
    value: f64,
}

impl Sample {
    /// `None` when the value is not a measurement: NaN, infinite, negative or absurdly large.
    #[must_use]
    pub fn new(at: Timestamp, value: f64) -> Option<Self> {
        is_measured(value).then_some(Self { at, value })
    }

    #[must_use]
    pub fn at(self) -> Timestamp {
        self.at
    }

    #[must_use]
    pub fn value(self) -> f64 {
        self.value
    }
}

/// The samples of one metric, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub metric: Metric,
    /// What each sample covers.
    pub period: Period,
    samples: Vec<Sample>,
    /// Samples that start at this time or later may still change: the service is not done
    /// collecting them.
    pub provisional_from: Timestamp,
}

impl Series {
    #[must_use]
    pub fn new(
        metric: Metric,
        period: Period,
        provisional_from: Timestamp,
        mut samples: Vec<Sample>,
    ) -> Self {
        samples.sort_unstable_by_key(|sample| sample.at);
        samples.dedup_by_key(|sample| sample.at);
        Self {
            metric,
            period,
            samples,
            provisional_from,
        }
    }

    /// All samples, oldest first, with those that may still change.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The samples that will not change any more, from `start` on, oldest first.
    #[must_use]
    pub fn complete_since(&self, start: Timestamp) -> &[Sample] {
        let first = self.samples.partition_point(|sample| sample.at < start);
        let end = self
            .samples
            .partition_point(|sample| sample.at < self.provisional_from);
        self.samples.get(first..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TargetKind;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn what_is_no_measurement_is_no_sample() {
        for value in [f64::NAN, f64::INFINITY, -0.1, 1e300] {
            assert_eq!(Sample::new(at(0), value), None, "{value}");
        }
    }

    #[test]
    fn what_may_still_change_is_not_complete() {
        let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
        let samples = (0..3)
            .filter_map(|minute| Sample::new(at(60 * minute), 0.5))
            .collect();
        let series = Series::new(metric, Period::minutes(1), at(120), samples);
        assert_eq!(series.samples().len(), 3);
        assert_eq!(series.complete_since(at(0)).len(), 2);
        assert_eq!(series.complete_since(at(60)).len(), 1);
    }
}
