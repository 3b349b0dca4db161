//! A plan under way: shards that are split and merged one after the other.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ScalingState;
use crate::{Capacity, reshard::Way};

/// A way that is being taken, one operation after the other. What it holds is enough to go on after
/// any of them: the next one follows from the way and from the shards that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub way: Way,
    /// The open shards at its end, to within a few.
    #[serde(default)]
    pub shards: Capacity,
    pub since: Timestamp,
    /// When the last operation was claimed.
    pub acted_at: Timestamp,
}

impl ScalingState {
    /// The state that holds the claim to do the next operation of `way`, which ends with so many
    /// open shards.
    #[must_use]
    pub fn operating(&self, way: Way, shards: Capacity, now: Timestamp) -> Self {
        let going_on = self.plan.filter(|plan| plan.way == way);
        let plan = Plan {
            way,
            shards,
            since: going_on.map_or(now, |plan| plan.since),
            acted_at: now,
        };
        let mut after = Self {
            plan: Some(plan),
            ..self.clone()
        };
        after.operated(now);
        after
    }
}
