//! What arrived of our changes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ScalingState;
use crate::{Capacity, Direction, Period};

/// How long arrived changes are remembered: as long as a period that limits them may be.
pub(crate) const CHANGES_KEPT: Period = Period::minutes(60);

/// A change of ours, as far as it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub at: Timestamp,
    pub from: Capacity,
    pub to: Capacity,
}

impl ScalingState {
    /// With a change that has arrived.
    pub(super) fn changed(&mut self, from: Capacity, to: Capacity, now: Timestamp) {
        match Direction::of(from, to) {
            Some(Direction::In) => self.scaled_in_at = Some(now),
            Some(Direction::Out) => self.scaled_out_at = Some(now),
            None => return,
        }
        let oldest = CHANGES_KEPT.before(now);
        self.changes.retain(|change| oldest < change.at);
        self.changes.push(Change { at: now, from, to });
    }
}
