//! What is going to be written to a stream.

use serde::{Deserialize, Serialize};

use crate::{Capacity, Metric, Period, Sample, TargetKind, View, rise::rise};

/// How long it takes before what is seen now has become capacity: a minute until it is data, and
/// a minute at least to reshard.
const AHEAD: Period = Period::minutes(2);

/// What is going to be asked of a stream when a change that is begun now has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// In shards: 1 MiB/s or 1,000 records/s.
    pub demand: f64,
    /// By what share of the demand it rises each minute.
    pub climb: f64,
}

impl Outlook {
    /// The outlook of a stream whose demand is seen; `None` of anything else.
    #[must_use]
    pub fn of(view: &View<'_>) -> Option<Self> {
        let metric = Metric::of(TargetKind::KinesisStream, "write_demand")?;
        let settled = view.samples(metric).ok()?;
        let spacing = view.period(metric)?;
        let capacity = view.observation.capacity;
        let complete = Self::by(settled, spacing, capacity)?;
        let growing = Self::by(view.with_growing(metric), spacing, capacity);
        Some(
            growing
                .filter(|more| complete.demand < more.demand)
                .unwrap_or(complete),
        )
    }

    fn by(samples: &[Sample], spacing: Period, capacity: Capacity) -> Option<Self> {
        let newest = samples.last()?.value();
        let lately = samples.iter().rev().take(3).map(|sample| sample.value());
        let count = lately.len() as f64;
        let level = newest.max(lately.sum::<f64>() / count);
        let minutes = f64::from(spacing.as_seconds()) / 60.0;
        let rise = rise(samples, spacing) / minutes;
        let ahead = f64::from(AHEAD.as_seconds()) / 60.0;
        Some(Self {
            demand: (level + rise * ahead) * capacity.units(),
            climb: if newest > 0.0 { rise / newest } else { 0.0 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ScalingState,
        rules::tests::{demand, noon, stream},
    };

    fn of(complete: &[f64], growing: &[f64]) -> Outlook {
        let (seen, state) = (demand(10, complete, growing), ScalingState::default());
        Outlook::of(&View::new(&seen, &state, noon())).unwrap()
    }

    #[test]
    fn a_demand_goes_on_rising_as_it_did() {
        let outlook = of(&[0.2, 0.3, 0.4, 0.5], &[]);
        assert!((outlook.demand - 7.0).abs() < 1e-9);
        assert!((outlook.climb - 0.2).abs() < 1e-9);
    }

    #[test]
    fn a_demand_that_falls_is_what_it_was_on_average() {
        let outlook = of(&[0.9, 0.6, 0.5, 0.4], &[0.1]);
        assert!((outlook.demand - 5.0).abs() < 1e-9);
        assert_eq!(outlook.climb, 0.0);
    }

    #[test]
    fn what_is_still_collected_shows_a_rise_early() {
        assert!((of(&[0.5, 0.5, 0.5, 0.5], &[0.8]).demand - 10.0).abs() < 1e-9);
    }

    #[test]
    fn who_does_not_watch_demand_has_no_outlook() {
        let (seen, state) = (stream(10, &[0.5]), ScalingState::default());
        assert_eq!(Outlook::of(&View::new(&seen, &state, noon())), None);
    }
}
