//! What the rules recommended lately, for the stabilization windows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, Period};

/// What the rules recommended lately, as far as it can still matter: of the past only what is
/// higher (or lower) than everything since. A steady target keeps one entry of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendations {
    /// Oldest first, each lower than the one before.
    highest: Vec<(Timestamp, Capacity)>,
    /// Oldest first, each higher than the one before.
    lowest: Vec<(Timestamp, Capacity)>,
}

impl Recommendations {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.highest.is_empty()
    }

    /// Remembers a recommendation and forgets those older than `keep`.
    pub fn remember(&mut self, at: Timestamp, capacity: Capacity, keep: Period) {
        let oldest = keep.before(at);
        self.highest
            .retain(|(earlier, higher)| oldest <= *earlier && capacity < *higher);
        self.highest.push((at, capacity));
        self.lowest
            .retain(|(earlier, lower)| oldest <= *earlier && *lower < capacity);
        self.lowest.push((at, capacity));
    }

    /// The highest recommendation at or after `start`.
    #[must_use]
    pub fn highest_since(&self, start: Timestamp) -> Option<Capacity> {
        self.highest
            .iter()
            .find(|(at, _)| start <= *at)
            .map(|(_, capacity)| *capacity)
    }

    /// The lowest recommendation at or after `start`.
    #[must_use]
    pub fn lowest_since(&self, start: Timestamp) -> Option<Capacity> {
        self.lowest
            .iter()
            .find(|(at, _)| start <= *at)
            .map(|(_, capacity)| *capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::noon;

    fn at(minute: u32) -> Timestamp {
        Period::minutes(minute).after(noon())
    }

    #[test]
    fn of_the_past_only_what_can_still_matter_is_kept() {
        let mut recommendations = Recommendations::default();
        for (minute, capacity) in [(0, 9), (1, 4), (2, 6), (3, 6), (4, 5)] {
            recommendations.remember(at(minute), Capacity(capacity), Period::minutes(30));
        }
        assert_eq!(recommendations.highest_since(at(0)), Some(Capacity(9)));
        assert_eq!(recommendations.highest_since(at(1)), Some(Capacity(6)));
        assert_eq!(recommendations.lowest_since(at(1)), Some(Capacity(4)));
        assert_eq!(recommendations.lowest_since(at(2)), Some(Capacity(5)));
        assert_eq!(recommendations.highest.len(), 3);
    }
}
