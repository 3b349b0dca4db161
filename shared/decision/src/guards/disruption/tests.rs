use serde_json::{Value, json};

use super::*;
use crate::guards::tests::Case;

/// Twenty nodes, of which so many drain; these do not serve.
fn case(draining: usize, at_most: Value) -> Case {
    let guards = json!({"disruption": {"at_most": at_most}});
    let mut case = Case::of_nodes(guards, &[9; 20]);
    for node in case.nodes().take(draining) {
        node.stage = Stage::Draining;
    }
    case.seen.capacity = Capacity(20 - u32::try_from(draining).unwrap());
    case
}

#[test]
fn at_most_so_many_drain_at_once() {
    assert_eq!(case(0, json!(3)).restrained(10).0, Capacity(17));
    assert_eq!(case(2, json!(3)).restrained(10).0, Capacity(17));
    assert_eq!(case(5, json!(3)).restrained(10).0, Capacity(15));
    assert_eq!(case(0, json!(3)).restrained(18).0, Capacity(18));
}

#[test]
fn per_cent_are_of_all_that_are_there_rounded_up() {
    assert_eq!(case(0, json!("11%")).restrained(10).0, Capacity(17));
    assert_eq!(case(1, json!("1%")).restrained(10).0, Capacity(19));
}

#[test]
fn of_several_budgets_the_strictest_counts() {
    assert_eq!(case(0, json!([5, "10%"])).restrained(10).0, Capacity(18));
    assert_eq!(case(0, json!([1, "50%"])).restrained(10).0, Capacity(19));
}

#[test]
fn scaling_in_is_held_while_nobody_has_looked() {
    let mut case = case(0, json!(3));
    case.seen.members = None;
    assert_eq!(case.restrained(10).0, Capacity(20));
    assert_eq!(case.restrained(30).0, Capacity(30));
}

#[test]
fn a_budget_that_says_nothing_is_refused() {
    for (wrong, why) in [
        (json!({"at_most": []}), "expected at least one budget"),
        (
            json!({"at_most": [2, "0%"]}),
            "/at_most/1: expected a whole number",
        ),
        (json!({}), "`at_most` is missing"),
    ] {
        let mistakes = deserr::deserialize::<Setting, _, Mistakes>(wrong).unwrap_err();
        let said = mistakes.0[0].to_string();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn says_how_many_drain() {
    assert_eq!(
        case(2, json!(3)).word("disruption", 10),
        "disruption: 17 instead of 10, at most 3 drain at once, and 2 do already"
    );
}

#[test]
fn it_looks_which_members_drain() {
    let need = Need::Members {
        guard: Guard::Disruption,
        fact: Fact::Stage,
    };
    assert_eq!(case(0, json!(3)).needs(), [need]);
}

#[test]
fn each_case_has_its_word() {
    let word = |draining, to| case(draining, json!(3)).word("disruption", to);
    assert_eq!(word(0, 18), "disruption: at most 3 at once");
    assert_eq!(
        word(0, 10),
        "disruption: 17 instead of 10, at most 3 drain at once"
    );
    let unset = Case::of_nodes(json!({}), &[9]);
    assert_eq!(unset.word("disruption", 0), "disruption: none set");
}
