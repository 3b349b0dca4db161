use serde_json::{Value, json};

use super::*;
use crate::{
    Mistake, Period,
    guards::{
        Restraint,
        tests::{Case, mistakes, noon},
    },
    policy::Mistakes,
};

/// Eight units, blind for so many minutes.
fn blind(minutes: u32, missing: Value) -> Case {
    let mut case = Case::new(8, json!({ "missing": missing }));
    case.blind_since = Some(Period::minutes(minutes).before(noon()));
    case
}

#[test]
fn without_a_setting_blindness_restrains_nothing_more() {
    let mut case = Case::new(8, json!({}));
    case.blind_since = Some(Period::minutes(300).before(noon()));
    assert_eq!(case.restrained(8).0, Capacity(8));
    assert_eq!(case.restrained(12).0, Capacity(12));
}

#[test]
fn the_floor_rises_after_a_time_of_blindness() {
    let missing = json!({"after": "10m", "floor": 20});
    assert_eq!(blind(9, missing.clone()).restrained(8).0, Capacity(8));
    assert_eq!(blind(10, missing.clone()).restrained(8).0, Capacity(20));
    assert_eq!(
        blind(10, missing).word("missing", 8),
        "missing: 20 instead of 8, blind since 2026-03-02T11:50:00Z, so at least 20"
    );
}

#[test]
fn the_floor_never_lowers() {
    let missing = json!({"after": "10m", "floor": 6});
    assert_eq!(blind(60, missing.clone()).restrained(8).0, Capacity(8));
    assert_eq!(blind(60, missing).restrained(12).0, Capacity(12));
}

#[test]
fn it_is_told_when_the_floor_will_rise() {
    let case = blind(4, json!({"after": "10m", "floor": 20}));
    let (_, restraints) = case.restrained(8);
    let until = restraints.iter().find_map(Restraint::until);
    assert_eq!(until, Some(Period::minutes(6).after(noon())));
}

#[test]
fn while_blind_nothing_is_added_if_the_policy_says_so() {
    let case = blind(1, json!({"scale_out": "hold"}));
    assert_eq!(case.restrained(12).0, Capacity(8));
    assert_eq!(
        case.word("missing", 12),
        "missing: 8 instead of 12, blind since 2026-03-02T11:59:00Z, and nothing is added"
    );
}

#[test]
fn the_rest_of_a_scale_out_goes_on_while_blind() {
    let mut case = blind(1, json!({"scale_out": "hold"}));
    case.on_the_way = Some(Capacity(12));
    assert_eq!(case.restrained(12).0, Capacity(12));
}

#[test]
fn the_floor_does_not_wait_for_a_cooldown_or_a_step() {
    let mut case = Case::new(
        8,
        json!({"missing": {"floor": 20}, "scale_out": {"cooldown": "1h", "step_limit": 1}}),
    );
    case.blind_since = Some(Period::minutes(15).before(noon()));
    case.state.scaled_out_at = Some(Period::minutes(5).before(noon()));
    assert_eq!(case.restrained(8).0, Capacity(20));
}

#[test]
fn a_time_without_a_floor_is_refused() {
    let setting = json!({"after": "10m"});
    let wrong = deserr::deserialize::<Setting, _, Mistakes>(setting).unwrap_err();
    assert_eq!(wrong.0[0].pointer, "/after");
}

#[test]
fn data_that_is_hours_old_is_refused() {
    let setting = json!({ "stale_after": "3h" });
    let wrong = deserr::deserialize::<Setting, _, Mistakes>(setting).unwrap_err();
    let said: Vec<_> = wrong.0.iter().map(Mistake::to_string).collect();
    assert_eq!(said, ["/stale_after: expected at most 30m"]);
}

#[test]
fn each_case_has_its_word() {
    let floor = json!({"after": "10m", "floor": 8});
    // What there is stays when it is as much.
    let since = "blind since 2026-03-02T11:00:00Z";
    assert_eq!(
        blind(60, floor.clone()).word("missing", 8),
        format!("missing: {since}")
    );
    assert_eq!(blind(60, floor).until("missing", 8), None);
    assert_eq!(
        Case::new(8, json!({})).word("missing", 8),
        "missing: nothing"
    );
}

#[test]
fn it_is_known_when_the_floor_will_rise_while_nothing_is_added() {
    let missing = json!({"after": "10m", "floor": 20, "scale_out": "hold"});
    let until = Period::minutes(6).after(noon());
    assert_eq!(blind(4, missing).until("missing", 12), Some(until));
}

#[test]
fn unless_it_is_set_the_floor_rises_after_a_quarter_of_an_hour() {
    assert_eq!(blind(14, json!({"floor": 20})).restrained(8).0, Capacity(8));
    assert_eq!(
        blind(15, json!({"floor": 20})).restrained(8).0,
        Capacity(20)
    );
}

#[test]
fn a_floor_outside_the_bounds_is_refused() {
    assert_eq!(mistakes(json!({"missing": {"floor": 64}})), [""; 0]);
    assert_eq!(
        mistakes(json!({"missing": {"floor": 1}})),
        ["/guards/missing/floor: 1 is outside the policy's bounds, 2 to 64"]
    );
}

#[test]
fn data_that_is_half_an_hour_old_may_count() {
    assert_eq!(
        mistakes(json!({"missing": {"stale_after": "30m"}})),
        [""; 0]
    );
}
