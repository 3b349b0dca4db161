//! Values of a metric over time.

use jiff::Timestamp;

use crate::{Metric, Period};

/// One value. Always finite and never negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The start of the time that the sample covers.
    at: Timestamp,
    value: f64,
}

impl Sample {
    /// `None` when the value is not a measurement: NaN, infinite or negative.
    #[must_use]
    pub fn new(at: Timestamp, value: f64) -> Option<Self> {
        (value.is_finite() && 0.0 <= value).then_some(Self { at, value })
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
