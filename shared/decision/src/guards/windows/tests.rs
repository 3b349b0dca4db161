use serde_json::{Value, json};

use super::*;
use crate::guards::{Restraint, tests::Case};

/// Scaling in, on Monday at noon UTC.
fn scaling_in(windows: Value) -> Case {
    let scale_in = json!({"cooldown": "0s", "stabilization": "0s", "windows": windows});
    Case::new(8, json!({ "scale_in": scale_in }))
}

fn wrong(windows: Value) -> String {
    let wrong = deserr::deserialize::<Setting, Value, Mistakes>(windows).unwrap_err();
    wrong.0.iter().map(ToString::to_string).collect()
}

#[test]
fn scaling_in_waits_for_an_allowed_window() {
    let night = json!({"allowed": [{"from": "22:00", "to": "06:00"}]});
    assert_eq!(scaling_in(night.clone()).restrained(4).0, Capacity(8));
    assert_eq!(
        scaling_in(night).word("windows", 4),
        "windows: 8 instead of 4, not at this time, at least until 2026-03-02T22:00:00Z"
    );
    let noon = json!({"allowed": [{"days": "Sun"}, {"from": "12:00", "to": "12:01"}]});
    assert_eq!(scaling_in(noon).restrained(4).0, Capacity(4));
}

#[test]
fn scaling_in_waits_for_the_end_of_a_forbidden_window() {
    // Noon in UTC is 13:00 in Berlin.
    let lunch = json!({"from": "13:00", "to": "14:00", "timezone": "Europe/Berlin"});
    let case = scaling_in(json!({"forbidden": [lunch]}));
    let (capacity, restraints) = case.restrained(4);
    assert_eq!(capacity, Capacity(8));
    let until = restraints.iter().find_map(Restraint::until);
    assert_eq!(until, "2026-03-02T13:00:00Z".parse().ok());
    let over = json!({"from": "10:00", "to": "12:00"});
    assert_eq!(
        scaling_in(json!({"forbidden": [over]})).restrained(4).0,
        Capacity(4)
    );
}

#[test]
fn what_is_forbidden_stays_so_within_an_allowed_window() {
    let monday = json!({"days": "Mon"});
    let both = json!({"allowed": [monday], "forbidden": [{"from": "11:30", "to": "12:30"}]});
    assert_eq!(scaling_in(both).restrained(4).0, Capacity(8));
}

#[test]
fn the_other_direction_is_free() {
    let never = json!({"forbidden": [{}]});
    assert_eq!(scaling_in(never).restrained(12).0, Capacity(12));
}

#[test]
fn a_target_outside_its_bounds_is_brought_back_in_a_closed_window() {
    let mut case = scaling_in(json!({"forbidden": [{}]}));
    case.bounds = crate::Bounds::new(Capacity(2), Capacity(6)).unwrap();
    assert_eq!(case.restrained(4).0, Capacity(6));
}

#[test]
fn windows_that_say_nothing_are_refused() {
    assert!(wrong(json!({})).contains("expected `allowed`, `forbidden` or both"));
    assert_eq!(
        wrong(json!({"allowed": []})),
        "/allowed: expected 1 to 10 windows, found 0"
    );
    let both = json!({"forbidden": [{"days": "Mon", "dates": ["2026-03-02"]}]});
    assert_eq!(
        wrong(both),
        "/forbidden/0/days: expected one of `days` and `dates`"
    );
}

#[test]
fn an_open_window_is_told_and_one_that_no_time_opens() {
    let monday = json!({"allowed": [{"days": "Mon"}]});
    assert_eq!(
        scaling_in(monday.clone()).word("windows", 4),
        "windows: open"
    );
    assert_eq!(scaling_in(monday).until("windows", 4), None);
    let past = json!({"allowed": [{"dates": ["2026-03-01"]}]});
    assert_eq!(
        scaling_in(past).word("windows", 4),
        "windows: 8 instead of 4, not at this time"
    );
}

#[test]
fn a_list_has_at_most_ten_windows() {
    let ranges = |count| json!({"forbidden": vec![json!({"days": "Sun"}); count]});
    assert_eq!(scaling_in(ranges(10)).restrained(4).0, Capacity(4));
    assert_eq!(
        wrong(ranges(11)),
        "/forbidden: expected 1 to 10 windows, found 11"
    );
}
