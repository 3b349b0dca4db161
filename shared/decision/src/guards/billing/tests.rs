use serde_json::{Value, json};

use super::*;
use crate::{
    Work,
    guards::tests::{Case, at_once},
    member::tests::node,
};

/// Nodes that came up so many minutes ago, all idle.
fn case(guards: Value, minutes: &[u32]) -> Case {
    let nodes = (0..).zip(minutes);
    let nodes: Vec<_> = nodes
        .map(|(index, minutes): (u32, _)| node(&format!("n{index}"), *minutes))
        .collect();
    let mut case = Case::new(u32::try_from(nodes.len()).unwrap(), at_once(guards));
    case.seen.members = Some(nodes);
    case
}

fn hourly() -> Value {
    json!({"billing": {}})
}

#[test]
fn a_member_stays_until_most_of_what_is_paid_is_used() {
    assert_eq!(
        case(hourly(), &[49, 49, 50, 59]).restrained(2).0,
        Capacity(2)
    );
    assert_eq!(
        case(hourly(), &[49, 49, 49, 59]).restrained(2).0,
        Capacity(3)
    );
    assert_eq!(
        case(hourly(), &[49, 10, 60, 61]).restrained(2).0,
        Capacity(4)
    );
}

#[test]
fn every_paid_period_counts_for_itself() {
    let day = 24 * 60;
    assert_eq!(
        case(hourly(), &[day + 55, day + 5, 115, 65])
            .restrained(2)
            .0,
        Capacity(2)
    );
}

#[test]
fn a_member_that_came_up_at_no_known_time_stays() {
    let mut case = case(hourly(), &[55, 55, 55]);
    for member in case.seen.members.iter_mut().flatten().take(2) {
        member.since = None;
    }
    assert_eq!(case.restrained(2).0, Capacity(2));
    for member in case.seen.members.iter_mut().flatten() {
        member.since = None;
    }
    assert_eq!(case.restrained(2).0, Capacity(3));
}

#[test]
fn a_member_has_to_be_idle_too_where_only_idle_ones_go() {
    let mut case = case(json!({"idle": {}, "billing": {}}), &[55, 55, 5, 5]);
    for member in case.seen.members.iter_mut().flatten().take(1) {
        member.work = Work::Busy;
    }
    assert_eq!(case.restrained(2).0, Capacity(3));
}

#[test]
fn says_when_the_next_will_have_used_enough() {
    assert_eq!(
        case(hourly(), &[40, 20, 20]).word("billing", 2),
        "billing: 3 instead of 2, none that may go has used what is paid for; \
         the next will have at 2026-03-02T12:10:00Z"
    );
}

#[test]
fn scaling_in_is_held_while_nobody_has_looked() {
    let mut case = case(hourly(), &[55, 55, 55]);
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
