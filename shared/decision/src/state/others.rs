//! Calls that somebody else made: the service counts them as it counts ours.

use jiff::Timestamp;

use super::ScalingState;
use crate::{Capacity, Observation, Readiness};

impl ScalingState {
    /// Counts a call of somebody else, by what it left behind. A call of UpdateShardCount makes all
    /// shards even: so a stream at rest whose shards are even, and more or fewer than they were
    /// when it was last at rest, was resharded by a call, or by what cannot be told from one.
    pub(super) fn count_others(&mut self, observation: &Observation, now: Timestamp) {
        let Some(open) = observation.open else {
            return;
        };
        match observation.readiness {
            Readiness::Ready => {}
            Readiness::Changing
            | Readiness::Starting { .. }
            | Readiness::Stopping { .. }
            | Readiness::Replacing { .. }
            | Readiness::Disabled => return,
            // Kinesis reshards it, which counts for nobody.
            Readiness::OnDemand => {
                self.open = None;
                return;
            }
        }
        let before = self.open.replace(open);
        let even = observation.capacity == open;
        if before.is_some_and(|before| before != open && even && !self.is_ours(before, open)) {
            self.called(now);
        }
    }

    /// Whether a call that is counted already, or an operation of the plan, explains the shards.
    fn is_ours(&self, before: Capacity, open: Capacity) -> bool {
        let called = self.activity.as_ref().is_some_and(|activity| {
            let counted = self.calls.last() >= Some(&activity.claimed_at);
            let (from, desired) = (activity.from, activity.desired);
            counted && (from.min(desired)..=from.max(desired)).contains(&open)
        });
        called || (self.plan.is_some() && before.0.abs_diff(open.0) == 1)
    }
}
