//! A change under way: claimed, accepted or refused, then settled or lapsed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Goal, Rests, ScalingState, goal::GOAL_LASTS};
use crate::{Capacity, Observation, Period, Readiness};

/// How long a claim or an accepted change is believed in without a sign of it. Longer than a
/// function runs, so that a claim only lapses when its holder is gone.
const LEASE: Period = Period::minutes(2);

/// However long a change is seen under way, after this time it is not ours any more: nodes that
/// cannot be had may never come.
const LONGEST_ACTIVITY: Period = Period::minutes(60);

/// Where units start and another change is taken meanwhile, nobody waits longer for them: those that
/// do not start by then may never, and the rules judge by those that do.
const LONGEST_START: Period = Period::minutes(10);

/// How long calls are remembered, and how many of them: as long and as many as a service counts.
const CALLS_KEPT: (Period, usize) = (Period::minutes(24 * 60 + 1), 1_000);

/// One attempt to change capacity: claimed, then settled (its capacity was seen to have arrived)
/// or lapsed (its lease ran out).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub from: Capacity,
    /// Where the activity ends: what was decided, and then what the service accepted of it.
    pub desired: Capacity,
    pub claimed_at: Timestamp,
    pub lease_until: Timestamp,
    /// What the service has accepted so far; `None` from the claim to the answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asked: Option<Asked>,
}

/// What the service has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub capacity: Capacity,
    pub at: Timestamp,
}

/// How an activity ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityEnd {
    Settled {
        at: Timestamp,
        from: Capacity,
        desired: Capacity,
    },
    Lapsed {
        at: Timestamp,
        from: Capacity,
        desired: Capacity,
    },
}

impl Activity {
    #[must_use]
    pub fn claimed(from: Capacity, desired: Capacity, now: Timestamp) -> Self {
        Self {
            from,
            desired,
            claimed_at: now,
            lease_until: LEASE.after(now),
            asked: None,
        }
    }
}

impl ScalingState {
    /// The state after looking at the target: an activity whose capacity has arrived is settled,
    /// one whose lease has run out without a sign of it is lapsed.
    #[must_use]
    pub fn caught_up(
        &self,
        observation: &Observation,
        now: Timestamp,
    ) -> (Self, Option<ActivityEnd>) {
        let mut after = self.clone();
        let capacity = observation.capacity;
        if observation.readiness == Readiness::OnDemand {
            // Nobody can finish what was begun while the stream was provisioned.
            (after.plan, after.goal) = (None, None);
        }
        if let Some(before) = self.capacity.filter(|before| *before != capacity) {
            after.changed_at = Some(now);
            // With nothing else under way it came of our own splits and merges.
            if after.plan.is_some() && self.activity.is_none() {
                after.changed(before, capacity, now);
            }
        }
        after.crowded = observation.readiness.is_crowded();
        if self.crowded && !after.crowded {
            // What was measured before was of more units, of which each had less to do.
            after.changed_at = Some(now);
        }
        after.capacity = Some(capacity);
        after.count_others(observation, now);
        after.goal = after
            .goal
            .filter(|goal| capacity < goal.capacity && now < goal.until);
        let Some(activity) = &self.activity else {
            return (after, None);
        };
        let (from, desired) = (activity.from, activity.desired);
        let changing = observation.readiness == Readiness::Changing;
        let waits = match observation.readiness {
            Readiness::Changing => Some(LONGEST_ACTIVITY),
            Readiness::Starting { .. } if capacity == desired => Some(LONGEST_START),
            _ => None,
        };
        if waits.is_some_and(|longest| now < longest.after(activity.claimed_at)) {
            after.renew_lease(now);
            return (after, None);
        }
        let settled = !changing && capacity == desired;
        if !settled && !changing && now < activity.lease_until {
            return (after, None);
        }
        after.activity = None;
        // What did arrive is a change, also of an activity that came to nothing. What lies beyond
        // its way somebody else has changed.
        let arrived = capacity.clamp(from.min(desired), from.max(desired));
        after.changed(from, arrived, now);
        if arrived != from {
            after.rests.take_over(&mut after.beginning);
        }
        after.beginning = Rests::default();
        let end = if settled {
            after.changed_at = Some(now);
            ActivityEnd::Settled {
                at: now,
                from,
                desired,
            }
        } else {
            ActivityEnd::Lapsed {
                at: now,
                from,
                desired,
            }
        };
        (after, Some(end))
    }

    /// The state that holds the claim to change capacity from `from` to `desired`, with the call
    /// that is about to be made counted: the service may count it whatever the answer.
    #[must_use]
    pub fn claimed(&self, from: Capacity, desired: Capacity, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.activity = Some(Activity::claimed(from, desired, now));
        after.called(now);
        after
    }

    /// With one more call that counts.
    pub(super) fn called(&mut self, now: Timestamp) {
        let (long, many) = CALLS_KEPT;
        let oldest = long.before(now);
        self.calls.retain(|at| oldest < *at);
        self.calls.push(now);
        let surplus = self.calls.len().saturating_sub(many);
        self.calls.drain(..surplus);
    }

    /// The state after the service has accepted `asked`, which is as much of the way as one call
    /// goes. The activity ends there; of a scale-out the rest is the goal.
    #[must_use]
    pub fn accepted(&self, asked: Capacity, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.renew_lease(now);
        after.rests.take_over(&mut after.beginning);
        if let Some(activity) = &mut after.activity {
            let goal = Goal {
                capacity: activity.desired,
                until: GOAL_LASTS.after(now),
            };
            after.goal = (asked < activity.desired && activity.from < asked).then_some(goal);
            activity.desired = asked;
            activity.asked = Some(Asked {
                capacity: asked,
                at: now,
            });
        }
        after
    }

    /// The state after the service has refused: the claim stays as a pause before the next try,
    /// the call that it did not count is not counted here, and no rule rests, because no step was
    /// taken.
    #[must_use]
    pub fn refused(&self) -> Self {
        let mut after = self.clone();
        after.calls.pop();
        after.beginning = Rests::default();
        after
    }

    fn renew_lease(&mut self, now: Timestamp) {
        if let Some(activity) = &mut self.activity {
            activity.lease_until = activity.lease_until.max(LEASE.after(now));
        }
    }
}
