//! What a call of UpdateShardCount is worth, so that none is spent on trifles: on the day on which
//! the tenth is spent, the load is wild.

use crate::Capacity;

/// Shard-hours that an hour of one shard's worth of rejected writes is worth.
pub(super) const HARM: f64 = 100.0;

/// A call is worth so many hours of the most shards that the stream needed in a day, divided by the
/// calls that are left: so the tenth is cheap, and the last one is kept for what hurts.
const HOURS: f64 = 1.0;

/// The hours after which a call that is made now counts no more.
pub(super) const DAY: f64 = 24.0;

/// Shard-hours that a call has to save; infinite when none is left, nothing when nobody counts.
#[must_use]
pub(super) fn call(left: Option<u32>, highest: Capacity) -> f64 {
    match left {
        None => 0.0,
        Some(0) => f64::INFINITY,
        Some(left) => HOURS * highest.units() / f64::from(left),
    }
}

/// The least shards from which the calls that are left double back to `reach`.
#[must_use]
pub(super) fn within_reach(reach: Capacity, left: Option<u32>) -> u32 {
    let doublings = left.unwrap_or(u32::MAX).min(31);
    reach.0.div_ceil(1 << doublings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewer_calls_are_left_the_more_each_has_to_save() {
        let price = |left| call(left, Capacity(40));
        assert_eq!(price(None), 0.0);
        assert_eq!(price(Some(10)), 4.0);
        assert_eq!(price(Some(1)), 40.0);
        assert_eq!(price(Some(0)), f64::INFINITY);
    }

    #[test]
    fn the_calls_that_are_left_have_to_lead_back_to_the_peak() {
        let least = |left| within_reach(Capacity(50), left);
        assert_eq!(least(Some(0)), 50);
        assert_eq!(least(Some(2)), 13);
        assert_eq!(least(Some(10)), 1);
        assert_eq!(least(None), 1);
    }
}
