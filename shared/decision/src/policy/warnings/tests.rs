use serde_json::{Value, json};

use super::*;

/// What is doubted of a policy with these fields, at noon of 2026-03-02, a Monday.
fn doubted(fields: Value) -> Vec<String> {
    let mut document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [{"track": {"metric": "write_utilization", "target": 0.6}}]
    });
    let fields = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(fields);
    let policy = Policy::parse(&document).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let warnings = policy.warnings(crate::rules::tests::noon());
    warnings.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn only(fields: Value, start: &str) {
    let found = doubted(fields);
    assert!(
        found.len() == 1 && found[0].starts_with(start),
        "{found:#?}"
    );
}

fn step(step: &Value) -> Value {
    json!({ "step": step })
}

#[test]
fn nothing_is_doubted_without_reason() {
    assert_eq!(doubted(json!({})), [""; 0]);
}

#[test]
fn bounds_that_leave_nothing_to_decide_are_doubted() {
    only(json!({"bounds": {"min": 4, "max": 4}}), "/bounds: ");
}

#[test]
fn rules_that_are_all_in_shadow_are_doubted() {
    let rule = json!({"track": {"metric": "write_utilization", "target": 0.6}, "shadow": true});
    only(json!({"rules": [rule]}), "/rules: ");
}

#[test]
fn a_rule_that_repeats_another_is_doubted() {
    let rule = json!({"track": {"metric": "write_utilization", "target": 0.6}});
    only(
        json!({"rules": [rule, rule]}),
        "/rules/1: this is the rule /rules/0 again",
    );
}

#[test]
fn steps_that_meet_are_doubted() {
    let steps = |low: f64| {
        let out = step(&json!({"metric": "write_utilization", "over": 0.5, "add": 1}));
        let inward = step(&json!({"metric": "write_utilization", "under": low, "remove": 1}));
        json!({"rules": [out, inward]})
    };
    only(steps(0.6), "/rules/1/step: ");
    assert_eq!(doubted(steps(0.3)), [""; 0]);
}

#[test]
fn a_step_that_is_over_before_anybody_looks_is_doubted() {
    let rule = step(&json!({"metric": "write_utilization", "over": 0.5, "for": "2m", "add": 1}));
    let fields = json!({"rules": [rule], "evaluate": {"every": "5m"}});
    only(fields, "/rules/0/step/for: ");
}

#[test]
fn a_floor_above_a_cap_at_the_same_time_is_doubted() {
    let rules = |day: &str| {
        json!({"rules": [
            {"schedule": {"days": "Tue", "min": 20}},
            {"schedule": {"days": day, "max": 10}}
        ]})
    };
    only(
        rules("Mon-Fri"),
        "/rules/1/schedule/max: the cap 10 is below the floor 20",
    );
    assert_eq!(doubted(rules("Wed")), [""; 0]);
}

#[test]
fn a_group_that_nothing_comes_together_in_is_doubted() {
    only(
        json!({"groups": {"load": {"combine": "all"}}}),
        "/groups/load: no rule",
    );
}

#[test]
fn a_window_with_one_recommendation_is_doubted() {
    let fields = json!({
        "evaluate": {"every": "10m"}, "guards": {"scale_in": {"stabilization": "5m"}}
    });
    only(fields, "/guards/scale_in/stabilization: ");
}

#[test]
fn a_cooldown_that_is_shorter_than_the_change_is_doubted() {
    let fields = json!({"guards": {"scale_out": {"cooldown": "10s"}}});
    only(fields, "/guards/scale_out/cooldown: 10s is less than");
}

#[test]
fn blindness_that_one_late_sample_brings_about_is_doubted() {
    let missing = |setting: Value| json!({"guards": {"missing": setting}});
    let stale = "/guards/missing/stale_after: with 2m one sample that is late makes";
    only(missing(json!({"stale_after": "2m"})), stale);
    assert_eq!(doubted(missing(json!({"stale_after": "3m"}))), [""; 0]);
    let hasty = "/guards/missing/after: after 0s of blindness there is the floor at once";
    only(missing(json!({"after": "0s", "floor": 9})), hasty);
    assert_eq!(
        doubted(missing(json!({"after": "1m", "floor": 9}))),
        [""; 0]
    );
}

#[test]
fn a_pause_that_is_over_is_doubted() {
    let pause = json!({"direction": "all", "until": "2026-03-01T00:00:00Z"});
    only(json!({"guards": {"pause": pause}}), "/guards/pause/until: ");
}
