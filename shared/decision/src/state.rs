//! What earlier evaluations left behind for a target, and how it changes. Every transition is a
//! pure function: a state goes in, a state comes out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Decision, Direction, Observation, Period, Policy, Readiness,
    guards::stabilization_windows,
};

/// How long a claim or an accepted change is believed in without a sign of it. Longer than a
/// function runs, so that a claim only lapses when its holder is gone.
const LEASE: Period = Period::minutes(2);

/// How many calls are remembered: as many as the strictest service counts in a day.
const CALLS_KEPT: usize = 10;

/// What is remembered of one target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScalingState {
    /// The change under way, if any: at most one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
    /// When the last scale-out had arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_out_at: Option<Timestamp>,
    /// When the last scale-in had arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_in_at: Option<Timestamp>,
    /// When capacity was last seen to have changed, by whomever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// The capacity at the last evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    pub recommendations: Recommendations,
    /// When changes were asked for lately, oldest first; no more than any service counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Timestamp>,
}

/// One attempt to change capacity: claimed, then settled (its capacity was seen to have arrived)
/// or lapsed (its lease ran out).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub from: Capacity,
    /// Where the activity ends, in one step or in several.
    pub desired: Capacity,
    pub claimed_at: Timestamp,
    pub lease_until: Timestamp,
    /// What the service has accepted so far; `None` from the claim to the answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asked: Option<Asked>,
}

/// A step that the service has accepted.
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

    /// Whether the step that was asked for has arrived and another one has to follow.
    #[must_use]
    pub fn needs_another_step(&self, observation: &Observation) -> bool {
        observation.readiness == Readiness::Ready
            && observation.capacity != self.desired
            && self
                .asked
                .is_some_and(|asked| asked.capacity == observation.capacity)
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
        if self
            .capacity
            .is_some_and(|before| before != observation.capacity)
        {
            after.changed_at = Some(now);
        }
        after.capacity = Some(observation.capacity);
        let Some(activity) = &self.activity else {
            return (after, None);
        };
        let (from, desired) = (activity.from, activity.desired);
        if observation.readiness == Readiness::Changing {
            after.renew_lease(now);
            return (after, None);
        }
        if observation.capacity == desired {
            match Direction::of(from, desired) {
                Some(Direction::In) => after.scaled_in_at = Some(now),
                Some(Direction::Out) | None => after.scaled_out_at = Some(now),
            }
            after.changed_at = Some(now);
            after.activity = None;
            return (
                after,
                Some(ActivityEnd::Settled {
                    at: now,
                    from,
                    desired,
                }),
            );
        }
        if activity.lease_until <= now && !activity.needs_another_step(observation) {
            after.activity = None;
            return (
                after,
                Some(ActivityEnd::Lapsed {
                    at: now,
                    from,
                    desired,
                }),
            );
        }
        (after, None)
    }

    /// The state that holds the claim to change capacity from `from` to `desired`.
    #[must_use]
    pub fn claimed(&self, from: Capacity, desired: Capacity, now: Timestamp) -> Self {
        Self {
            activity: Some(Activity::claimed(from, desired, now)),
            ..self.clone()
        }
    }

    /// The state of an activity whose next step is about to be asked for.
    #[must_use]
    pub fn stepping(&self, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.renew_lease(now);
        after
    }

    /// The state without its activity: the next step cannot be asked for.
    #[must_use]
    pub fn given_up(&self, now: Timestamp) -> (Self, Option<ActivityEnd>) {
        let ended = self.activity.as_ref().map(|activity| ActivityEnd::Lapsed {
            at: now,
            from: activity.from,
            desired: activity.desired,
        });
        (
            Self {
                activity: None,
                ..self.clone()
            },
            ended,
        )
    }

    /// The state in which a call is about to be made. It counts whether it is answered or not: the
    /// service may have counted it.
    #[must_use]
    pub fn calling(&self, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.calls.push(now);
        let surplus = after.calls.len().saturating_sub(CALLS_KEPT);
        after.calls.drain(..surplus);
        after
    }

    /// The state after the service has accepted a step to `capacity`.
    #[must_use]
    pub fn accepted(&self, capacity: Capacity, now: Timestamp) -> Self {
        let mut after = self.stepping(now);
        if let Some(activity) = &mut after.activity {
            activity.asked = Some(Asked { capacity, at: now });
        }
        after
    }

    /// The state after a decision: what the rules recommended is remembered.
    #[must_use]
    pub fn remembering(&self, policy: &Policy, decision: &Decision, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.recommendations =
            self.recommendations_with(policy, decision.current, decision.combined.capacity(), now);
        after
    }

    /// The recommendations with this one. A target that is looked at for the first time starts
    /// with what it has, so that it is not scaled in before it was watched for a whole window.
    pub(crate) fn recommendations_with(
        &self,
        policy: &Policy,
        current: Capacity,
        recommended: Capacity,
        now: Timestamp,
    ) -> Recommendations {
        let keep = stabilization_windows(policy);
        let mut recommendations = self.recommendations.clone();
        if recommendations.is_empty() {
            // A moment ago, so that it does not count where there is no window.
            recommendations.remember(Period::seconds(1).before(now), current, keep);
        }
        recommendations.remember(now, recommended, keep);
        recommendations
    }

    fn renew_lease(&mut self, now: Timestamp) {
        if let Some(activity) = &mut self.activity {
            activity.lease_until = activity.lease_until.max(LEASE.after(now));
        }
    }
}

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
    use crate::rules::tests::{noon, stream};

    fn at(minute: u32) -> Timestamp {
        Period::minutes(minute).after(noon())
    }

    fn seen(shards: u32, readiness: Readiness) -> Observation {
        Observation {
            readiness,
            ..stream(shards, &[])
        }
    }

    fn under_way() -> ScalingState {
        ScalingState::default()
            .claimed(Capacity(4), Capacity(8), at(0))
            .accepted(Capacity(8), at(0))
    }

    #[test]
    fn an_activity_settles_when_its_capacity_has_arrived() {
        let (state, end) = under_way().caught_up(&seen(8, Readiness::Ready), at(1));
        let settled = ActivityEnd::Settled {
            at: at(1),
            from: Capacity(4),
            desired: Capacity(8),
        };
        assert_eq!(end, Some(settled));
        assert_eq!((state.activity, state.scaled_out_at), (None, Some(at(1))));
    }

    #[test]
    fn a_claim_whose_holder_died_lapses() {
        let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
        let (waiting, end) = claimed.caught_up(&seen(4, Readiness::Ready), at(1));
        assert!(waiting.activity.is_some() && end.is_none());
        let (state, end) = waiting.caught_up(&seen(4, Readiness::Ready), at(2));
        assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
        assert_eq!((state.activity, state.scaled_out_at), (None, None));
    }

    #[test]
    fn a_change_that_is_seen_under_way_does_not_lapse() {
        let mut state = under_way();
        for minute in 1..30 {
            let (after, end) = state.caught_up(&seen(4, Readiness::Changing), at(minute));
            assert_eq!(end, None);
            state = after;
        }
        assert!(state.activity.is_some());
    }

    #[test]
    fn a_far_target_is_reached_step_by_step() {
        let state = ScalingState::default()
            .claimed(Capacity(4), Capacity(20), at(0))
            .accepted(Capacity(8), at(0));
        let arrived = seen(8, Readiness::Ready);
        let (state, end) = state.caught_up(&arrived, at(5));
        assert_eq!(end, None);
        assert!(state.activity.unwrap().needs_another_step(&arrived));
    }

    #[test]
    fn somebody_elses_change_is_noticed() {
        let (state, _) = ScalingState::default().caught_up(&seen(4, Readiness::Ready), at(0));
        let (state, _) = state.caught_up(&seen(6, Readiness::Ready), at(1));
        assert_eq!(state.changed_at, Some(at(1)));
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
