use serde_json::{Value, json};

use super::*;
use crate::{
    Period,
    guards::{
        Restraint,
        tests::{Case, at_once, mistakes, noon},
    },
};

/// An override of 20 that ended, or ends, this many minutes from noon.
fn overridden(current: u32, minutes_from_noon: i64) -> Case {
    let until = noon().as_second() + 60 * minutes_from_noon;
    let until = Timestamp::from_second(until).unwrap().to_string();
    let ramp = json!({"amount": 2, "every": "5m"});
    let manual = json!({"capacity": 20, "until": until, "ramp": ramp});
    Case::new(current, at_once(json!({ "manual": manual })))
}

#[test]
fn an_override_is_exactly_kept_whatever_the_rules_want() {
    for (current, recommended) in [(8, 4), (8, 30), (20, 4), (20, 30), (30, 30)] {
        let case = overridden(current, 1);
        assert_eq!(case.restrained(recommended).0, Capacity(20));
    }
    assert_eq!(
        overridden(8, 1).word("manual", 4),
        "manual: 20 instead of 4, set to 20 until 2026-03-02T12:01:00Z"
    );
}

#[test]
fn an_override_obeys_the_bounds_and_what_forbids_a_change() {
    let manual = json!({"capacity": 20, "until": "2026-03-02T12:01:00Z"});
    let paused = json!({"manual": manual, "pause": {"direction": "all"}});
    assert_eq!(Case::new(8, paused).restrained(8).0, Capacity(8));
    let mut case = Case::new(8, json!({ "manual": manual }));
    case.bounds = crate::Bounds::new(Capacity(2), Capacity(12)).unwrap();
    assert_eq!(case.restrained(8).0, Capacity(12));
}

#[test]
fn after_its_end_capacity_goes_down_by_one_step_for_each_time_that_passed() {
    assert_eq!(overridden(20, 0).restrained(4).0, Capacity(20));
    assert_eq!(overridden(20, -4).restrained(4).0, Capacity(20));
    assert_eq!(overridden(20, -5).restrained(4).0, Capacity(18));
    assert_eq!(overridden(18, -14).restrained(4).0, Capacity(16));
}

#[test]
fn a_step_is_at_least_one_unit() {
    let ramp = json!({"amount": "1%", "every": "5m"});
    let manual = json!({"capacity": 20, "until": "2026-03-02T11:50:00Z", "ramp": ramp});
    let case = Case::new(20, at_once(json!({ "manual": manual })));
    assert_eq!(case.restrained(4).0, Capacity(18));
}

#[test]
fn what_is_needed_does_not_wait_for_the_ramp() {
    assert_eq!(overridden(20, 0).restrained(30).0, Capacity(30));
    // Set lower than the rules want it.
    assert_eq!(overridden(12, -5).restrained(40).0, Capacity(40));
}

#[test]
fn the_fail_safe_floor_does_not_wait_for_the_ramp() {
    let ramp = json!({"amount": 1, "every": "1h"});
    let manual = json!({"capacity": 4, "until": "2026-03-02T11:59:00Z", "ramp": ramp});
    let missing = json!({"floor": 30, "after": "10m"});
    let mut case = Case::new(4, json!({"manual": manual, "missing": missing}));
    case.blind_since = Some(Period::minutes(10).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(30));
}

#[test]
fn it_is_told_when_the_next_step_may_be_taken() {
    let (_, restraints) = overridden(18, -7).restrained(4);
    let until = restraints.iter().find_map(Restraint::until);
    assert_eq!(until, Some(Period::minutes(3).after(noon())));
}

#[test]
fn the_ramp_ends_where_the_rules_want_capacity() {
    assert_eq!(overridden(18, -10).restrained(17).0, Capacity(17));
    assert_eq!(overridden(6, -600).restrained(3).0, Capacity(3));
}

#[test]
fn the_ramp_never_turns_a_direction_round() {
    assert_eq!(overridden(8, -5).restrained(4).0, Capacity(8));
}

#[test]
fn without_a_ramp_the_rules_count_at_once() {
    let manual = json!({"capacity": 20, "until": "2026-03-02T12:00:00Z"});
    let case = Case::new(20, at_once(json!({ "manual": manual })));
    assert_eq!(case.restrained(4).0, Capacity(4));
}

#[test]
fn a_ramp_without_time_is_refused() {
    let ramp = json!({"amount": 2, "every": "0s"});
    let manual = json!({"capacity": 20, "until": "2026-12-01T00:00:00Z", "ramp": ramp});
    let wrong = deserr::deserialize::<Setting, Value, Mistakes>(manual).unwrap_err();
    assert_eq!(wrong.0[0].to_string(), "/ramp/every: expected more than 0s");
}

#[test]
fn each_case_has_its_word() {
    assert_eq!(
        overridden(20, -5).word("manual", 4),
        "manual: 18 instead of 4, in steps down from 20, the next one from 2026-03-02T12:05:00Z"
    );
    assert_eq!(overridden(20, -5).word("manual", 19), "manual: nothing");
    let until = Period::minutes(1).after(noon());
    assert_eq!(overridden(8, 1).until("manual", 8), Some(until));
    assert_eq!(overridden(20, -5).until("manual", 19), None);
}

#[test]
fn a_capacity_outside_the_bounds_is_refused() {
    let manual = |capacity| json!({"capacity": capacity, "until": "2026-12-01T00:00:00Z"});
    let wrong = |capacity| mistakes(json!({"manual": manual(capacity)}));
    assert_eq!(wrong(64), [""; 0]);
    assert_eq!(
        wrong(65),
        ["/guards/manual/capacity: 65 is outside the policy's bounds, 2 to 64"]
    );
}
