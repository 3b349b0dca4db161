//! What a rule asked for once, and still does.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, Direction};

/// A change that is due since a moment, until it was made or is too late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The rule that asks, in its own words: another rule does not go on with it.
    pub rule: String,
    pub since: Timestamp,
    /// The capacity when it fell due, and what it asks for.
    pub from: Capacity,
    pub to: Capacity,
}

impl Due {
    /// Whether `capacity` has come as far.
    #[must_use]
    pub fn is_reached_by(&self, capacity: Capacity) -> bool {
        match Direction::of(self.from, self.to) {
            Some(Direction::Out) => self.to <= capacity,
            Some(Direction::In) => capacity <= self.to,
            None => true,
        }
    }

    /// Whether `capacity` lies between where it was and where it is to be.
    #[must_use]
    pub fn is_on_its_way_at(&self, capacity: Capacity) -> bool {
        (self.from.min(self.to)..=self.from.max(self.to)).contains(&capacity)
    }
}
