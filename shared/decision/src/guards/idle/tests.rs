use serde_json::{Value, json};

use super::*;
use crate::{Stage, Work, guards::tests::Case};

/// Eight nodes, of which so many are idle.
fn case(idle: usize, setting: Value) -> Case {
    let mut case = Case::of_nodes(json!({ "idle": setting }), &[10; 8]);
    for busy in case.nodes().skip(idle) {
        busy.work = Work::Busy;
    }
    case
}

#[test]
fn only_idle_members_go() {
    assert_eq!(case(3, json!({})).restrained(2).0, Capacity(5));
    assert_eq!(case(3, json!({})).restrained(6).0, Capacity(6));
    assert_eq!(case(0, json!({})).restrained(7).0, Capacity(8));
    assert_eq!(case(3, json!({"only": false})).restrained(2).0, Capacity(2));
}

#[test]
fn only_idle_members_may_be_chosen() {
    assert_eq!(case(2, json!({})).free_to_go(), ["n0", "n1"]);
    assert_eq!(case(2, json!({"only": false})).free_to_go().len(), 8);
}

#[test]
fn it_looks_which_members_have_work() {
    let need = Need::Members {
        guard: Guard::Idle,
        fact: Fact::Work,
    };
    assert_eq!(case(2, json!({})).needs(), [need]);
}

#[test]
fn so_many_idle_members_are_kept() {
    assert_eq!(case(3, json!({"keep": 1})).restrained(2).0, Capacity(6));
    assert_eq!(case(3, json!({"keep": 4})).restrained(2).0, Capacity(8));
    let any = json!({"only": false, "keep": 1});
    assert_eq!(case(3, any).restrained(2).0, Capacity(6));
}

#[test]
fn what_may_be_busy_counts_as_busy() {
    let mut case = case(3, json!({}));
    for member in case.nodes().take(2) {
        member.work = Work::Unknown;
    }
    assert_eq!(case.restrained(2).0, Capacity(7));
}

#[test]
fn what_drains_or_is_protected_does_not_go_again() {
    let mut case = case(3, json!({}));
    case.nodes().next().unwrap().stage = Stage::Draining;
    case.nodes().nth(1).unwrap().protected = true;
    assert_eq!(case.restrained(2).0, Capacity(7));
}

#[test]
fn scaling_in_is_held_while_nobody_has_looked() {
    let mut case = case(3, json!({}));
    case.seen.members = None;
    assert_eq!(case.restrained(12).0, Capacity(12));
    assert_eq!(
        case.word("idle", 2),
        "idle: 8 instead of 2, nobody has looked which are idle"
    );
}

#[test]
fn says_how_many_are_idle() {
    assert_eq!(
        case(3, json!({"keep": 1})).word("idle", 2),
        "idle: 6 instead of 2, of 3 that are idle 1 are kept"
    );
    assert_eq!(
        case(3, json!({})).word("idle", 2),
        "idle: 5 instead of 2, only 3 are idle and may go"
    );
}

#[test]
fn what_is_not_restrained_is_told_too() {
    assert_eq!(case(3, json!({})).word("idle", 6), "idle: 3 are idle");
    let unset = Case::of_nodes(json!({}), &[9]);
    assert_eq!(unset.word("idle", 0), "idle: none set");
}
