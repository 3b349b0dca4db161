use serde_json::{Value, json};

use super::*;
use crate::{
    Change,
    guards::tests::{Case, noon},
};

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
fn what_went_the_other_way_may_be_brought_back() {
    let limit = json!({"amount": 2, "per": "15m"});
    let case = changed(limit.clone(), &[(5, 14, 8)]);
    assert_eq!(case.restrained(30).0, Capacity(16));
    let case = changed(limit, &[(5, 6, 8)]);
    assert_eq!(case.restrained(0).0, Capacity(4));
}

#[test]
fn what_somebody_else_brought_back_is_not_brought_back_once_more() {
    let limit = json!({"amount": 4, "per": "15m"});
    // Ours went from 8 to 2, and somebody went back to 8; and the other way round.
    assert_eq!(
        changed(limit.clone(), &[(5, 8, 2)]).restrained(30).0,
        Capacity(12)
    );
    assert_eq!(
        changed(limit.clone(), &[(5, 8, 14)]).restrained(0).0,
        Capacity(4)
    );
    // The same, and then ours went on.
    let case = changed(limit.clone(), &[(9, 6, 2), (5, 6, 8)]);
    assert_eq!(case.restrained(30).0, Capacity(10));
    let case = changed(limit, &[(9, 10, 14), (5, 10, 8)]);
    assert_eq!(case.restrained(0).0, Capacity(6));
}

#[test]
fn what_somebody_else_undid_of_ours_is_used_up() {
    // Ours went from 8 to 11, and somebody went back to 8; and the other way round.
    let limit = json!({"amount": 4, "per": "15m"});
    assert_eq!(
        changed(limit.clone(), &[(5, 8, 11)]).restrained(30).0,
        Capacity(9)
    );
    assert_eq!(changed(limit, &[(5, 8, 5)]).restrained(0).0, Capacity(7));
}

#[test]
fn per_cent_do_not_shrink_with_what_somebody_else_removed() {
    // Ours went from 20 to 24, and somebody went to 8: of the 20 that may come 4 are there.
    let limit = json!({"amount": "100%", "per": "15m"});
    assert_eq!(
        changed(limit.clone(), &[(5, 20, 24)]).restrained(50).0,
        Capacity(24)
    );
    // Ours went from 2 to 3, and somebody went to 8: without ours there would be 7.
    assert_eq!(changed(limit, &[(5, 2, 3)]).restrained(50).0, Capacity(14));
}

#[test]
fn per_cent_do_not_grow_with_what_somebody_else_added() {
    // Ours went from 5 to 4, and somebody went to 8: of the 2 that may go 1 is gone.
    let limit = json!({"amount": "50%", "per": "15m"});
    assert_eq!(
        changed(limit.clone(), &[(5, 5, 4)]).restrained(1).0,
        Capacity(7)
    );
    // Ours went from 14 to 13, and somebody went to 8: without ours there would be 9.
    assert_eq!(changed(limit, &[(5, 14, 13)]).restrained(1).0, Capacity(5));
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

#[test]
fn each_case_has_its_word() {
    let word = |to| limited(json!("50%")).word("step_limit", to);
    assert_eq!(word(12), "step_limit: within its limits");
    assert_eq!(
        word(13),
        "step_limit: 12 instead of 13, at most 50 % at once"
    );
    let unset = Case::new(8, json!({}));
    assert_eq!(unset.word("step_limit", 12), "step_limit: none set");
    assert_eq!(limited(json!(3)).until("step_limit", 12), None);
}

#[test]
fn at_most_five_limits_each_of_an_hour_at_most() {
    let read = |limit: Value| deserr::deserialize::<Setting, _, Mistakes>(limit);
    assert!(read(json!([1, 2, 3, 4, {"amount": 1, "per": "1h"}])).is_ok());
    let wrong = read(json!([1, 2, 3, 4, 5, 6])).unwrap_err();
    assert_eq!(wrong.0[0].detail, "expected 1 to 5 limits, found 6");
    assert!(read(json!({"amount": 1, "per": "0s"})).is_err());
}
