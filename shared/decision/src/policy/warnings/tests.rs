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
fn a_service_that_may_be_left_without_tasks_and_metrics_is_doubted() {
    let targets = json!({"kind": "ecs-service", "names": ["readers.clicks"]});
    let track = json!({"track": {"metric": "task_cpu_utilization", "target": 0.6}});
    let follow = json!({"follow": {"kind": "kinesis-stream", "name": "clicks"}});
    let service = |min: u32, rules: &[&Value]| json!({"targets": targets, "bounds": {"min": min, "max": 8}, "rules": rules});
    only(service(0, &[&track]), "/bounds/min: ");
    assert_eq!(doubted(service(0, &[&track, &follow])), [""; 0]);
    assert_eq!(doubted(service(1, &[&track])), [""; 0]);
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

#[test]
fn a_target_at_which_another_rule_scales_out_is_doubted() {
    let fields = |over: f64| {
        let track = json!({"track": {"metric": "write_utilization", "target": 0.6}});
        let out = step(&json!({"metric": "write_utilization", "over": over, "add": 1}));
        json!({"rules": [out, track]})
    };
    only(
        fields(0.5),
        "/rules/1/track: this scales in until 0.6, where /rules/0 scales out over 0.5",
    );
    assert_eq!(doubted(fields(0.8)), [""; 0]);
}

#[test]
fn thresholds_of_each_member_that_meet_are_doubted() {
    let fields = |under: f64| {
        let out = json!({"metric": "write_utilization", "over": 0.5});
        let inward = json!({"metric": "write_utilization", "under": under});
        json!({"rules": [{"per_instance": out}, {"per_instance": inward}]})
    };
    only(fields(0.6), "/rules/1/per_instance: this scales in under");
    assert_eq!(doubted(fields(0.3)), [""; 0]);
}

#[test]
fn a_threshold_that_grows_from_below_the_one_for_less_is_doubted() {
    let fields = |down: f64| {
        let rule = json!({"metric": "incoming_mib_per_second", "up": 1, "down": down});
        json!({"rules": [{"load_plus_online": rule}]})
    };
    only(
        fields(3.5),
        "/rules/0/load_plus_online/down: this scales in under 3.5, where with 2 units it scales \
         out from 3 on",
    );
    assert_eq!(doubted(fields(3.0)), [""; 0]);
}

#[test]
fn a_push_that_is_too_old_before_anybody_looks_is_doubted() {
    let fields = |every: &str| {
        let rule = json!({"source": "forecast", "at_most_old": "4m"});
        json!({"rules": [{"external": rule}], "evaluate": {"every": every}})
    };
    only(fields("5m"), "/rules/0/external/at_most_old: the target is");
    assert_eq!(doubted(fields("4m")), [""; 0]);
}

#[test]
fn another_target_that_is_known_for_less_than_its_minute_is_doubted() {
    let fields = |age: &str| {
        let rule = json!({"kind": "kinesis-stream", "name": "orders", "at_most_old": age});
        json!({"rules": [{"follow": rule}]})
    };
    only(fields("1m"), "/rules/0/follow/at_most_old: what is known");
    assert_eq!(doubted(fields("2m")), [""; 0]);
}

#[test]
fn a_cap_below_what_may_be_kept_of_a_peak_is_doubted() {
    let fields = |cap: u32| {
        let peak = json!({"peak": {"over": "1d", "factor": 0.5}});
        json!({"rules": [peak, {"schedule": {"days": "Mon", "max": cap}}]})
    };
    only(
        fields(31),
        "/rules/1/schedule/max: the cap 31 is below what /rules/0 may keep of a peak, up to 32",
    );
    assert_eq!(doubted(fields(32)), [""; 0]);
}

#[test]
fn dates_that_are_all_over_are_doubted() {
    let schedule = |dates: Value| json!({"rules": [{"schedule": {"dates": dates, "min": 9}}]});
    only(
        schedule(json!(["2026-02-27", "2026-02-28..2026-03-01"])),
        "/rules/0/schedule/dates: all of it is in the past",
    );
    assert_eq!(
        doubted(schedule(json!(["2026-03-02", "2026-02-27"]))),
        [""; 0]
    );
    let windows = |date: &str| {
        let windows = json!({"allowed": [{}, {"dates": [date]}]});
        json!({"guards": {"scale_in": {"windows": windows}}})
    };
    only(
        windows("2026-03-01"),
        "/guards/scale_in/windows/allowed/1/dates: ",
    );
    assert_eq!(doubted(windows("2026-03-02")), [""; 0]);
}

#[test]
fn an_override_that_is_over_is_doubted() {
    let manual = |until: &str, every: &str| {
        let ramp = json!({"amount": 4, "every": every});
        json!({"guards": {"manual": {"capacity": 20, "until": until, "ramp": ramp}}})
    };
    let over = "/guards/manual/until: the override ended at 2026-03-02T11:00:00Z";
    only(manual("2026-03-02T11:00:00Z", "1m"), over);
    // The ramp still leads down.
    assert_eq!(doubted(manual("2026-03-02T11:00:00Z", "15m")), [""; 0]);
    assert_eq!(doubted(manual("2026-03-02T12:00:01Z", "1m")), [""; 0]);
}

#[test]
fn a_number_that_is_compared_with_a_text_is_doubted() {
    let add = |text: &str| json!({"rules": [{"expression": {"add": text, "dialect": "themis"}}]});
    only(
        add("1 if now.hour == '8' else 0"),
        "/rules/0/expression/add: line 1, column 18: a number never equals a text; ",
    );
    only(
        add("1 if now.hour not in [7, '8'] else 0"),
        "/rules/0/expression/add: line 1, column 26: ",
    );
    for meant in ["now.hour == 8", "now.strftime('%H') in ['08']", "'8' < '9'"] {
        assert_eq!(doubted(add(&format!("1 if {meant} else 0"))), [""; 0]);
    }
}
