use serde_json::{Value, json};

use super::*;
use crate::{
    Capacity, Period, Proposal, Pushed,
    rules::tests::{noon, stream},
};

/// What is decided at noon of 2026-03-02, a Monday, of ten shards without metrics.
fn decided(rules: Value) -> Decision {
    let document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": rules,
        "guards": {"scale_in": {"cooldown": "0s", "stabilization": "0s"}},
    });
    let policy = Policy::parse(&document).unwrap();
    decide(&policy, &stream(10, &[]), &ScalingState::default(), noon())
}

#[test]
fn it_is_told_when_time_alone_may_change_the_decision() {
    let until = |from: &str, to: &str| {
        let rules = json!([
            {"schedule": {"from": from, "min": 3}},
            {"schedule": {"from": "10:00", "to": to, "min": 4}}
        ]);
        decided(rules).until
    };
    let minutes = |minutes| Some(Period::minutes(minutes).after(noon()));
    assert_eq!(until("13:00", "14:00"), minutes(60));
    assert_eq!(until("15:00", "14:00"), minutes(120));
}

#[test]
fn what_has_just_changed_is_not_awaited() {
    let document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [
            {"external": {"source": "forecast", "at_most_old": "10m"}},
            {"schedule": {"from": "13:00", "min": 3}}
        ],
    });
    let policy = Policy::parse(&document).unwrap();
    let mut seen = stream(10, &[]);
    seen.pushed.push(Pushed {
        source: "forecast".to_owned(),
        at: Period::minutes(10).before(noon()),
        proposal: Proposal::Capacity(Capacity(10)),
    });
    let decision = decide(&policy, &seen, &ScalingState::default(), noon());
    assert_eq!(decision.rules[0].until, Some(noon()));
    assert_eq!(decision.until, Some(Period::minutes(60).after(noon())));
}

#[test]
fn a_schedule_in_shadow_moves_no_bound() {
    let rules = |shadow| json!([{"schedule": {"min": 20}, "shadow": shadow}]);
    let desired = |shadow| decided(rules(shadow)).desired();
    assert_eq!(desired(false), Capacity(20));
    assert_eq!(desired(true), Capacity(10));
}

#[test]
fn a_peak_in_shadow_keeps_nothing() {
    let desired = |shadow| {
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 1, "max": 64},
            "rules": [
                {"track": {"metric": "write_utilization", "target": 0.6}},
                {"peak": {"over": "24h"}, "shadow": shadow}
            ],
            "guards": {"scale_in": {"cooldown": "0s", "stabilization": "0s"}},
        });
        let policy = Policy::parse(&document).unwrap();
        let mut state = ScalingState::default();
        let hour_ago = Period::minutes(60).before(noon());
        state.needs.remember(hour_ago, Capacity(8), Period::MAX);
        decide(&policy, &stream(10, &[0.06]), &state, noon()).desired()
    };
    assert_eq!(desired(false), Capacity(8));
    assert_eq!(desired(true), Capacity(1));
}

/// Whether shards may be taken away of ten that are half used, with these guards.
fn may_shrink(rules: Value, guards: Value) -> bool {
    let document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": rules,
        "guards": guards,
    });
    let policy = Policy::parse(&document).unwrap();
    decide(
        &policy,
        &stream(10, &[0.5]),
        &ScalingState::default(),
        noon(),
    )
    .may_shrink
}

#[test]
fn shards_may_go_when_every_rule_that_counts_sees() {
    let seen = json!({"track": {"metric": "write_utilization", "target": 0.5}});
    let blind = json!({"track": {"metric": "read_utilization", "target": 0.5}});
    let mut in_shadow = blind.clone();
    in_shadow["shadow"] = json!(true);
    assert!(may_shrink(json!([seen]), json!({})));
    assert!(!may_shrink(json!([seen, blind]), json!({})));
    assert!(may_shrink(json!([seen, in_shadow]), json!({})));
}

#[test]
fn shards_stay_where_scaling_in_is_forbidden() {
    let seen = json!([{"track": {"metric": "write_utilization", "target": 0.5}}]);
    let paused = json!({"pause": {"direction": "in"}});
    assert!(!may_shrink(seen, paused));
}
