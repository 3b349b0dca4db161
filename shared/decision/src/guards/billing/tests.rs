use serde_json::{Value, json};

use super::*;
use crate::{
    Work,
    guards::tests::{Case, noon},
};

fn hourly() -> Value {
    json!({"billing": {}})
}

#[test]
fn a_member_stays_until_most_of_what_is_paid_is_used() {
    assert_eq!(
        Case::of_nodes(hourly(), &[49, 49, 50, 59]).restrained(2).0,
        Capacity(2)
    );
    assert_eq!(
        Case::of_nodes(hourly(), &[49, 49, 49, 59]).restrained(2).0,
        Capacity(3)
    );
    assert_eq!(
        Case::of_nodes(hourly(), &[49, 10, 60, 61]).restrained(2).0,
        Capacity(4)
    );
}

#[test]
fn every_paid_period_counts_for_itself() {
    let day = 24 * 60;
    assert_eq!(
        Case::of_nodes(hourly(), &[day + 55, day + 5, 115, 65])
            .restrained(2)
            .0,
        Capacity(2)
    );
}

#[test]
fn a_member_that_came_up_at_no_known_time_stays() {
    let mut case = Case::of_nodes(hourly(), &[55, 55, 55]);
    for member in case.nodes().take(2) {
        member.since = None;
    }
    assert_eq!(case.restrained(2).0, Capacity(2));
    for member in case.nodes() {
        member.since = None;
    }
    assert_eq!(case.restrained(2).0, Capacity(3));
}

#[test]
fn a_member_has_to_be_idle_too_where_only_idle_ones_go() {
    let mut case = Case::of_nodes(json!({"idle": {}, "billing": {}}), &[55, 55, 5, 5]);
    case.nodes().next().unwrap().work = Work::Busy;
    assert_eq!(case.restrained(2).0, Capacity(3));
}

#[test]
fn says_when_the_next_will_have_used_enough() {
    assert_eq!(
        Case::of_nodes(hourly(), &[40, 20, 20]).word("billing", 2),
        "billing: 3 instead of 2, none that may go has used what is paid for; \
         the next will have at 2026-03-02T12:10:00Z"
    );
}

#[test]
fn scaling_in_is_held_while_nobody_has_looked() {
    let mut case = Case::of_nodes(hourly(), &[55, 55, 55]);
    case.seen.members = None;
    assert_eq!(case.restrained(2).0, Capacity(3));
    assert_eq!(case.restrained(5).0, Capacity(5));
}

#[test]
fn less_than_the_whole_period_has_to_be_asked() {
    let wrong = json!({"period": "1h", "used": "1h"});
    let wrong = deserr::deserialize::<Setting, _, Mistakes>(wrong).unwrap_err();
    assert_eq!(
        wrong.0[0].to_string(),
        "/used: expected less than the paid period of 1h, found `1h`"
    );
}

#[test]
fn only_members_that_have_used_what_is_paid_may_be_chosen() {
    let case = Case::of_nodes(hourly(), &[55, 5, 50]);
    assert_eq!(case.free_to_go(), ["n0", "n2"]);
}

#[test]
fn it_looks_since_when_members_are_there() {
    let need = Need::Members {
        guard: Guard::Billing,
        fact: Fact::Since,
    };
    assert_eq!(Case::new(8, hourly()).needs(), [need]);
}

#[test]
fn it_is_known_when_the_next_will_have_used_enough() {
    let case = Case::of_nodes(hourly(), &[40, 20, 20]);
    let until = Period::minutes(10).after(noon());
    assert_eq!(case.until("billing", 2), Some(until));
    assert_eq!(case.until("billing", 3), None);
}

#[test]
fn each_case_has_its_word() {
    let case = Case::of_nodes(hourly(), &[55, 52, 20]);
    assert_eq!(
        case.word("billing", 2),
        "billing: 2 have used what is paid for"
    );
    assert_eq!(
        case.word("billing", 0),
        "billing: 1 instead of 0, only 2 have used what is paid for; \
         the next will have at 2026-03-02T12:30:00Z"
    );
    assert_eq!(case.word("billing", 3), "billing: nothing to restrain");
    assert_eq!(case.word("billing", 4), "billing: nothing to restrain");
    let unset = Case::of_nodes(json!({}), &[55]);
    assert_eq!(unset.word("billing", 0), "billing: none set");
}
