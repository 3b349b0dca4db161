//! What the rules needed at most lately, for the rule that keeps to the highest need.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, Period};

const HOUR: i64 = 3_600;

/// The needs of the past that are higher than everything since, at most one for each hour: a week
/// has 168 at most, a steady target one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Needs {
    /// Oldest first, each lower than the one before.
    highest: Vec<(Timestamp, Capacity)>,
}

impl Needs {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.highest.is_empty()
    }

    /// Remembers a need and forgets those older than `keep`. Of one hour only the highest is kept.
    pub fn remember(&mut self, at: Timestamp, need: Capacity, keep: Period) {
        let oldest = keep.before(at);
        self.highest
            .retain(|(earlier, higher)| oldest < *earlier && need < *higher);
        let hour = |at: Timestamp| at.as_second().div_euclid(HOUR);
        let of_this_hour = self.highest.last().map(|(earlier, _)| hour(*earlier));
        if of_this_hour != Some(hour(at)) {
            self.highest.push((at, need));
        }
    }

    /// The highest need after `start`, and when it was.
    #[must_use]
    pub fn highest_after(&self, start: Timestamp) -> Option<(Timestamp, Capacity)> {
        self.highest.iter().find(|(at, _)| start < *at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::noon;

    const WEEK: Period = Period::minutes(7 * 24 * 60);

    fn at(minute: u32) -> Timestamp {
        Period::minutes(minute).after(noon())
    }

    #[test]
    fn the_highest_need_counts_for_its_time_and_then_the_next_one() {
        let day = Period::minutes(24 * 60);
        let mut needs = Needs::default();
        for (hour, capacity) in [(0, 5), (1, 9), (2, 4), (3, 6), (20, 2)] {
            needs.remember(at(60 * hour), Capacity(capacity), day);
        }
        let start = |hour: u32| day.before(at(60 * hour));
        assert_eq!(needs.highest_after(start(24)), Some((at(60), Capacity(9))));
        assert_eq!(needs.highest_after(start(25)), Some((at(180), Capacity(6))));
        assert_eq!(needs.highest_after(start(48)), None);
    }

    #[test]
    fn a_week_of_falling_needs_is_one_for_each_hour() {
        let mut needs = Needs::default();
        for minute in 0..10 * 24 * 60 {
            needs.remember(at(minute), Capacity(100_000 - minute), WEEK);
        }
        assert_eq!(needs.highest.len(), 168);
    }

    #[test]
    fn a_steady_need_is_remembered_once() {
        let mut needs = Needs::default();
        for minute in 0..600 {
            needs.remember(at(minute), Capacity(7), WEEK);
        }
        assert_eq!(needs.highest, [(at(599), Capacity(7))]);
    }
}
