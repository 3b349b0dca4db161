//! What earlier evaluations left behind for a target, and how it changes. Every transition is a
//! pure function: a state goes in, a state comes out.

mod due;
mod rests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::due::Due;
pub use self::rests::Rests;
use crate::{
    Capacity, Combined, Decision, Direction, Needs, Observation, Period, Policy, Readiness,
    Recommendations,
    rules::{Finding, Verdict},
};

/// How long a claim or an accepted change is believed in without a sign of it. Longer than a
/// function runs, so that a claim only lapses when its holder is gone.
const LEASE: Period = Period::minutes(2);

/// However long a change is seen under way, after this time it is not ours any more: nodes that
/// cannot be had may never come.
const LONGEST_ACTIVITY: Period = Period::minutes(60);

/// How long a far goal is pursued while the rules cannot see.
const GOAL_LASTS: Period = Period::minutes(15);

/// How many calls are remembered: as many as the strictest service counts in a day.
const CALLS_KEPT: usize = 10;

/// How long arrived changes are remembered: as long as a period that limits them may be.
pub(crate) const CHANGES_KEPT: Period = Period::minutes(60);

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
    /// Since when a rule that watches load could not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blind_since: Option<Timestamp>,
    /// When the target was last decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluated_at: Option<Timestamp>,
    pub recommendations: Recommendations,
    /// What rules asked for once, and still do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
    #[serde(skip_serializing_if = "Rests::is_empty")]
    pub rests: Rests,
    /// What the rules needed at most, as long as a rule asks for it.
    #[serde(skip_serializing_if = "Needs::is_empty")]
    pub needs: Needs,
    /// Where a scale-out was to end that one call could not finish.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// When changes were asked for lately, oldest first; no more than any service counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Timestamp>,
    /// What arrived of the changes of the last hour, oldest first; one a minute at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// A change of ours, as far as it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub at: Timestamp,
    pub from: Capacity,
    pub to: Capacity,
}

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

/// A capacity that was decided on and lies further than one call goes. Until the rules can see
/// again, the way goes on; then they decide anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    pub capacity: Capacity,
    pub until: Timestamp,
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
        if self.capacity.is_some_and(|before| before != capacity) {
            after.changed_at = Some(now);
        }
        after.capacity = Some(capacity);
        after.goal = self
            .goal
            .filter(|goal| capacity < goal.capacity && now < goal.until);
        let Some(activity) = &self.activity else {
            return (after, None);
        };
        let (from, desired) = (activity.from, activity.desired);
        let changing = observation.readiness == Readiness::Changing;
        if changing && now < LONGEST_ACTIVITY.after(activity.claimed_at) {
            after.renew_lease(now);
            return (after, None);
        }
        let settled = !changing && capacity == desired;
        if !settled && !changing && now < activity.lease_until {
            return (after, None);
        }
        after.activity = None;
        // What did arrive is a change, also of an activity that came to nothing.
        after.changed(from, capacity, now);
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
        after.calls.push(now);
        let surplus = after.calls.len().saturating_sub(CALLS_KEPT);
        after.calls.drain(..surplus);
        after
    }

    /// The state after the service has accepted `asked`, which is as much of the way as one call
    /// goes. The activity ends there; of a scale-out the rest is the goal.
    #[must_use]
    pub fn accepted(&self, asked: Capacity, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.renew_lease(now);
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
    /// and the call that it did not count is not counted here.
    #[must_use]
    pub fn refused(&self) -> Self {
        let mut after = self.clone();
        after.calls.pop();
        after
    }

    /// The state after a decision: what the rules recommended is remembered.
    #[must_use]
    pub fn remembering(&self, policy: &Policy, decision: &Decision, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.recommendations =
            self.recommendations_with(policy, decision.current, decision.combined.capacity(), now);
        after.needs = self.needs_with(policy, decision, now);
        // Once the rules can see again, what they say counts.
        let blind = matches!(
            decision.combined,
            Combined::OnTheWay { .. } | Combined::HeldByMissing { .. }
        );
        after.goal = self.goal.filter(|_| blind);
        after.blind_since = self.blind_since_with(&decision.rules, now);
        after.evaluated_at = Some(now);
        let findings = decision.rules.iter().map(|verdict| &verdict.finding);
        after.due = findings.filter_map(Finding::due).cloned().collect();
        after.rests.forget_long_over(now);
        let taken = Direction::of(decision.current, decision.desired());
        for verdict in decision.rules.iter().filter(|verdict| !verdict.shadow) {
            let asked = verdict.direction(decision.current);
            let rests = verdict.finding.rests().into_iter();
            for (of, until) in rests.filter(|_| asked == taken) {
                after.rests.begin(of, until);
            }
        }
        after
    }

    /// The start of the blindness that these verdicts go on with or begin, if any is blind.
    pub(crate) fn blind_since_with(&self, rules: &[Verdict], now: Timestamp) -> Option<Timestamp> {
        let blind = rules.iter().any(Verdict::is_blind);
        blind.then(|| self.blind_since.unwrap_or(now))
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
        let keep = policy.guards.longest_stabilization();
        let mut recommendations = self.recommendations.clone();
        if recommendations.is_empty() {
            // A moment ago, so that it does not count where there is no window.
            recommendations.remember(Period::seconds(1).before(now), current, keep);
        }
        recommendations.remember(now, recommended, keep);
        recommendations
    }

    fn changed(&mut self, from: Capacity, to: Capacity, now: Timestamp) {
        match Direction::of(from, to) {
            Some(Direction::In) => self.scaled_in_at = Some(now),
            Some(Direction::Out) => self.scaled_out_at = Some(now),
            None => return,
        }
        let oldest = CHANGES_KEPT.before(now);
        self.changes.retain(|change| oldest < change.at);
        self.changes.push(Change { at: now, from, to });
    }

    /// The needs with this one, if the rules that watch load could tell it.
    fn needs_with(&self, policy: &Policy, decision: &Decision, now: Timestamp) -> Needs {
        let Some(keep) = policy.needs_kept() else {
            return Needs::default();
        };
        let mut needs = self.needs.clone();
        // What only the time of day asks for is no need.
        let timely = |rule: usize| {
            let verdict = decision.rules.get(rule);
            verdict.is_some_and(|verdict| verdict.finding.due().is_some())
        };
        match decision.combined {
            Combined::Largest { rule, .. } if timely(rule) => {}
            Combined::Largest { capacity, .. } | Combined::Together { capacity, .. } => {
                needs.remember(now, capacity, keep);
            }
            Combined::HeldByMissing { .. }
            | Combined::OnTheWay { .. }
            | Combined::Nothing { .. } => {}
        }
        needs
    }

    fn renew_lease(&mut self, now: Timestamp) {
        if let Some(activity) = &mut self.activity {
            activity.lease_until = activity.lease_until.max(LEASE.after(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        View, decide,
        rules::{
            Opinion,
            tests::{noon, rule, stream, verdict_of},
        },
    };

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
    fn of_a_far_target_the_rest_is_the_goal_of_a_scale_out_alone() {
        let claimed = ScalingState::default().claimed(Capacity(4), Capacity(20), at(0));
        let accepted = claimed.accepted(Capacity(8), at(0));
        let (state, end) = accepted.caught_up(&seen(8, Readiness::Ready), at(5));
        assert!(matches!(
            end,
            Some(ActivityEnd::Settled {
                desired: Capacity(8),
                ..
            })
        ));
        assert_eq!(state.goal.map(|goal| goal.capacity), Some(Capacity(20)));
        let (state, _) = state.caught_up(&seen(8, Readiness::Ready), at(15));
        assert_eq!(state.goal, None);
        let claimed = ScalingState::default().claimed(Capacity(20), Capacity(4), at(0));
        assert_eq!(claimed.accepted(Capacity(10), at(0)).goal, None);
    }

    #[test]
    fn what_arrived_of_a_change_that_came_to_nothing_starts_the_cooldown() {
        let claimed = ScalingState::default().claimed(Capacity(4), Capacity(20), at(0));
        let (state, end) = claimed.caught_up(&seen(8, Readiness::Ready), at(3));
        assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
        assert_eq!(state.scaled_out_at, Some(at(3)));
    }

    #[test]
    fn changes_are_remembered_for_an_hour_as_far_as_they_arrived() {
        let mut state = ScalingState::default();
        for (minute, from, desired, arrived) in [(0, 4, 8, 8), (30, 8, 12, 10), (62, 10, 6, 6)] {
            let claimed = state.claimed(Capacity(from), Capacity(desired), at(minute));
            let seen = seen(arrived, Readiness::Ready);
            (state, _) = claimed.caught_up(&seen, at(minute + 3));
        }
        let kept = state.changes.iter().map(|change| (change.at, change.to));
        let expected = [(at(33), Capacity(10)), (at(65), Capacity(6))];
        assert_eq!(kept.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_change_that_never_arrives_is_given_up_after_an_hour() {
        let (state, end) = under_way().caught_up(&seen(6, Readiness::Changing), at(60));
        assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
        assert_eq!(state.activity, None);
    }

    #[test]
    fn a_refused_call_does_not_count() {
        let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
        assert_eq!(claimed.calls, [at(0)]);
        assert_eq!(claimed.refused().calls, []);
    }

    #[test]
    fn blindness_begins_when_a_counted_rule_misses_data_and_ends_when_all_see() {
        let track = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;
        let (sees, blind) = (
            verdict_of(track, &stream(4, &[0.6])),
            verdict_of(track, &stream(4, &[])),
        );
        let mut state = ScalingState::default();
        let since = |state: &ScalingState, rules: &[&Verdict], minute| {
            let rules: Vec<_> = rules.iter().map(|verdict| (*verdict).clone()).collect();
            state.blind_since_with(&rules, at(minute))
        };
        assert_eq!(since(&state, &[&sees], 0), None);
        state.blind_since = since(&state, &[&sees, &blind], 1);
        assert_eq!(state.blind_since, Some(at(1)));
        assert_eq!(since(&state, &[&blind], 9), Some(at(1)));
        assert_eq!(since(&state, &[&sees], 10), None);
        let shadow = Verdict {
            shadow: true,
            ..blind
        };
        assert_eq!(since(&state, &[&sees, &shadow], 10), None);
    }

    #[test]
    fn the_moments_after_a_change_are_not_blindness() {
        let track = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;
        let state = ScalingState {
            changed_at: Some(noon()),
            ..ScalingState::default()
        };
        let seen = stream(4, &[0.6]);
        let verdict = rule(track).recommend(&View::new(&seen, &state, noon()));
        assert_eq!(verdict.opinion, Opinion::Abstains);
        assert!(!verdict.is_blind());
    }

    #[test]
    fn what_is_needed_is_remembered_only_while_a_rule_asks_for_it() {
        let policy = |rule: serde_json::Value| {
            let document = serde_json::json!({
                "name": "case",
                "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
                "bounds": {"min": 2, "max": 64},
                "rules": [{"track": {"metric": "write_utilization", "target": 0.6}}, rule],
            });
            Policy::parse(&document).unwrap()
        };
        let peak = policy(serde_json::json!({"peak": {"over": "24h"}}));
        let other = policy(serde_json::json!({"schedule": {"min": 3}}));
        let remembered = |policy: &Policy, state: &ScalingState, utilization: f64| {
            let decision = decide(policy, &stream(10, &[utilization]), state, noon());
            state.remembering(policy, &decision, noon())
        };
        let state = remembered(&peak, &ScalingState::default(), 0.9);
        let highest = |state: &ScalingState| state.needs.highest_after(Timestamp::MIN);
        assert_eq!(highest(&state), Some((noon(), Capacity(15))));
        // What cannot be seen is no need, nor is what only the time of day asks for.
        assert_eq!(remembered(&peak, &state, f64::NAN).needs, state.needs);
        let mut timely = peak.clone();
        let cron = policy(serde_json::json!({"cron": {"at": "0 59 11 * * *", "to": 40}}));
        timely.rules.extend(cron.rules.into_iter().skip(1));
        let before = ScalingState {
            evaluated_at: Some(Period::minutes(2).before(noon())),
            ..state.clone()
        };
        let decision = decide(&timely, &stream(10, &[0.9]), &before, noon());
        assert_eq!(decision.combined.capacity(), Capacity(40));
        assert_eq!(highest(&remembered(&timely, &before, 0.9)), highest(&state));
        assert_eq!(highest(&remembered(&other, &state, 0.9)), None);
    }

    #[test]
    fn somebody_elses_change_is_noticed() {
        let (state, _) = ScalingState::default().caught_up(&seen(4, Readiness::Ready), at(0));
        let (state, _) = state.caught_up(&seen(6, Readiness::Ready), at(1));
        assert_eq!(state.changed_at, Some(at(1)));
    }

    const RESTING: &str = r#"{"name": "p", "targets": {"kind": "kinesis-stream", "names": ["a"]},
        "bounds": {"min": 1, "max": 20}, "rules": [{"step": {
            "metric": "write_utilization", "over": 0.8, "add": 1, "rest": "10m"}}],
        "guards": {"pause": {"direction": "out", "until": "2026-03-02T12:00:00Z"}}}"#;

    #[test]
    fn a_rule_rests_when_its_step_was_taken_and_not_when_a_guard_held_it() {
        let policy = Policy::parse(&serde_json::from_str(RESTING).unwrap()).unwrap();
        let rests_after = |now| {
            let (seen, before) = (stream(4, &[0.9]), ScalingState::default());
            let decision = decide(&policy, &seen, &before, now);
            before.remembering(&policy, &decision, now).rests
        };
        assert!(rests_after(Period::seconds(1).before(noon())).is_empty());
        // From the sample of the last minute on.
        let until = rests_after(noon()).until("write_utilization over 80 %");
        assert_eq!(until, Some(Period::minutes(9).after(noon())));
    }

    #[test]
    fn a_rest_is_forgotten_when_no_rule_can_look_back_to_it() {
        let mut rests = Rests::default();
        rests.begin("a", at(0));
        rests.forget_long_over(at(179));
        assert_eq!(rests.until("a"), Some(at(0)));
        rests.forget_long_over(at(180));
        assert!(rests.is_empty());
    }
}
