use super::*;
use crate::{
    Observation, Period, Policy, Readiness, View, decide,
    rules::{
        Opinion, Verdict,
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
fn what_somebody_else_changed_meanwhile_is_no_change_of_ours() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
    let arrived = |shards| claimed.caught_up(&seen(shards, Readiness::Ready), at(3)).0;
    assert_eq!(arrived(2).changes, []);
    assert_eq!(
        (arrived(2).scaled_in_at, arrived(2).scaled_out_at),
        (None, None)
    );
    assert_eq!(arrived(20).changes.last().unwrap().to, Capacity(8));
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
    let decided = |now| {
        let (seen, before) = (stream(4, &[0.9]), ScalingState::default());
        let decision = decide(&policy, &seen, &before, now);
        before.remembering(&policy, &decision, now)
    };
    let held = decided(Period::seconds(1).before(noon()));
    assert!(held.beginning.is_empty());
    let claimed = decided(noon()).claimed(Capacity(4), Capacity(5), noon());
    assert!(claimed.rests.is_empty());
    let accepted = claimed.accepted(Capacity(5), noon());
    assert!(!accepted.rests.is_empty() && accepted.beginning.is_empty());
    let refused = claimed.refused();
    assert!(refused.rests.is_empty() && refused.beginning.is_empty());
    // The holder of the claim died: nothing arrived, or the call was made all the same.
    let (lapsed, _) = claimed.caught_up(&seen(4, Readiness::Ready), at(3));
    assert!(lapsed.rests.is_empty() && lapsed.beginning.is_empty());
    let (arrived, _) = claimed.caught_up(&seen(5, Readiness::Ready), at(3));
    assert!(!arrived.rests.is_empty());
}

#[test]
fn after_a_while_without_decisions_a_window_begins_anew() {
    let document = serde_json::json!({
        "name": "p", "targets": {"kind": "kinesis-stream", "names": ["a"]},
        "bounds": {"min": 1, "max": 20},
        "rules": [{"track": {"metric": "write_utilization", "target": 0.6}}],
        "guards": {"scale_in": {"cooldown": "0s", "stabilization": "30m"}}
    });
    let policy = Policy::parse(&document).unwrap();
    let quiet = stream(10, &[0.06]);
    let mut state = ScalingState::default();
    state.recommendations.remember(
        Period::minutes(40).before(noon()),
        Capacity(10),
        Period::MAX,
    );
    let decided = |minutes: u32| {
        let before = ScalingState {
            evaluated_at: Some(Period::minutes(minutes).before(noon())),
            ..state.clone()
        };
        decide(&policy, &quiet, &before, noon()).desired()
    };
    assert_eq!(decided(2), Capacity(1));
    assert_eq!(decided(40), Capacity(10));
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
