use serde_json::{Value, json};

use super::*;
use crate::guards::tests::{Case, noon};

fn limited(limit: Value) -> Case {
    Case::new(
        8,
        json!({"scale_in": {"cooldown": "0s", "stabilization": "0s", "step_limit": limit},
               "scale_out": {"step_limit": limit}}),
    )
}

/// With changes that arrived so many minutes ago.
fn changed(limit: Value, changes: &[(u32, u32, u32)]) -> Case {
    let mut case = limited(limit);
    let changes = changes.iter().map(|(minutes, from, to)| Change {
        at: Period::minutes(*minutes).before(noon()),
        from: Capacity(*from),
        to: Capacity(*to),
    });
    case.state.changes = changes.collect();
    case
}

#[test]
fn cuts_a_change_to_a_number_of_units() {
    assert_eq!(limited(json!(3)).restrained(20).0, Capacity(11));
    assert_eq!(limited(json!(3)).restrained(1).0, Capacity(5));
}

#[test]
fn cuts_a_change_to_per_cent_of_what_there_is() {
    assert_eq!(limited(json!("50%")).restrained(20).0, Capacity(12));
    assert_eq!(limited(json!("50%")).restrained(1).0, Capacity(4));
}

#[test]
fn lets_at_least_one_unit_go() {
    assert_eq!(limited(json!("10%")).restrained(1).0, Capacity(7));
}

#[test]
fn leaves_a_smaller_change_alone() {
    assert_eq!(limited(json!(3)).restrained(10).0, Capacity(10));
}

#[test]
fn what_arrived_within_the_period_counts_against_it() {
    let limit = json!({"amount": 4, "per": "15m"});
    assert_eq!(limited(limit.clone()).restrained(20).0, Capacity(12));
    let case = changed(limit.clone(), &[(16, 1, 5), (14, 5, 8)]);
    assert_eq!(case.restrained(20).0, Capacity(9));
    assert_eq!(
        case.word("step_limit", 20),
        "step_limit: 9 instead of 20, at most 4 in 15m"
    );
    let case = changed(limit, &[(15, 4, 8)]);
    assert_eq!(case.restrained(20).0, Capacity(12));
}

#[test]
fn per_cent_of_a_period_are_of_what_there_was_at_its_start() {
    let limit = json!({"amount": "100%", "per": "10m"});
    assert_eq!(changed(limit, &[(5, 5, 8)]).restrained(20).0, Capacity(10));
}

#[test]
fn a_limit_that_is_used_up_holds_until_the_oldest_change_leaves_its_period() {
    let limit = json!({"amount": 2, "per": "15m"});
    let case = changed(limit, &[(10, 10, 9), (5, 9, 8)]);
    let (capacity, restraints) = case.restrained(4);
    assert_eq!(capacity, Capacity(8));
    let until = restraints.iter().find_map(crate::guards::Restraint::until);
    assert_eq!(until, Some(Period::minutes(5).after(noon())));
}

#[test]
fn somebody_elses_change_does_not_count() {
    // Ours went from 4 to 6; somebody went on to 8.
    let limit = json!({"amount": 4, "per": "15m"});
    assert_eq!(changed(limit, &[(5, 4, 6)]).restrained(20).0, Capacity(10));
}

#[test]
fn of_several_limits_the_most_restrictive_counts() {
    let limits = json!(["50%", 6, {"amount": 9, "per": "30m"}]);
    assert_eq!(limited(limits.clone()).restrained(30).0, Capacity(12));
    let case = changed(limits, &[(20, 1, 8)]);
    assert_eq!(case.restrained(30).0, Capacity(10));
}

#[test]
fn a_period_longer_than_changes_are_remembered_is_refused() {
    let read = |limit: Value| deserr::deserialize::<Setting, _, Mistakes>(limit);
    let wrong = read(json!([3, {"amount": 1, "per": "2h"}])).unwrap_err();
    assert_eq!(
        wrong.0[0].to_string(),
        "/1/per: expected more than 0s, at most 1h"
    );
    assert!(read(json!([])).is_err());
}
