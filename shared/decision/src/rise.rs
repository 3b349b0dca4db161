//! How fast a metric rises.

use crate::{Period, Sample};

/// Periods over which a rise is measured: one alone is mostly noise, and what rises for longer has
/// been met already.
pub(crate) const OVER: u32 = 3;

/// How much more there was with each period lately, of samples that are `spacing` apart, oldest
/// first; 0 when there was less, or nothing to compare with.
#[must_use]
pub(crate) fn rise(samples: &[Sample], spacing: Period) -> f64 {
    let Some(newest) = samples.last() else {
        return 0.0;
    };
    let start = spacing.times(OVER).before(newest.at());
    let earlier = samples.partition_point(|sample| sample.at() < start);
    let earlier = samples.get(earlier).filter(|sample| sample.at() == start);
    earlier.map_or(0.0, |earlier| {
        ((newest.value() - earlier.value()) / f64::from(OVER)).max(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::stream;

    fn of(values: &[f64]) -> f64 {
        rise(stream(4, values).series[0].samples(), Period::minutes(1))
    }

    #[test]
    fn a_rise_is_measured_over_three_periods() {
        assert!((of(&[9.0, 1.0, 1.2, 1.9, 1.6]) - 0.2).abs() < 1e-9);
    }

    #[test]
    fn what_falls_or_is_too_new_does_not_rise() {
        assert_eq!(of(&[4.0, 3.0, 2.0, 1.0]), 0.0);
        assert_eq!(of(&[1.0, 2.0, 3.0]), 0.0);
        assert_eq!(of(&[]), 0.0);
    }
}
