mod activity;
mod others;
mod rests;

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
fn what_is_needed_is_remembered_only_while_somebody_asks_for_it() {
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
    // The plans of a stream look back a day, whatever the rules do.
    assert_eq!(highest(&remembered(&other, &state, 0.9)), highest(&state));
    let cluster = Policy {
        kind: crate::TargetKind::EmrCluster,
        ..other
    };
    assert_eq!(highest(&remembered(&cluster, &state, 0.9)), None);
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
