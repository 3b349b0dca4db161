use serde_json::json;

use super::*;
use crate::{
    Period,
    guards::tests::{Case, noon},
    reshard::Way,
};

fn after(calls: u32) -> Case {
    let guards = json!({"scale_in": {"cooldown": "0s", "stabilization": "0s"}});
    let mut case = Case::new(8, guards);
    case.policy.resharding.operations = false;
    case.state.calls = (1..=calls)
        .rev()
        .map(|hours| Period::minutes(60 * hours).before(noon()))
        .collect();
    case
}

#[test]
fn the_eleventh_call_of_a_day_is_not_made() {
    assert_eq!(after(9).restrained(12).0, Capacity(12));
    assert_eq!(after(10).restrained(12).0, Capacity(8));
    assert_eq!(
        after(10).word("call_budget", 12),
        "call_budget: 8 instead of 12, no call is left; the next one comes back at \
         2026-03-03T02:01:00Z"
    );
}

#[test]
fn scaling_in_leaves_calls_for_scaling_out() {
    assert_eq!(after(5).restrained(4).0, Capacity(4));
    assert_eq!(after(6).restrained(4).0, Capacity(8));
    assert_eq!(after(6).restrained(12).0, Capacity(12));
}

#[test]
fn who_may_split_and_merge_does_not_depend_on_calls() {
    let mut case = after(10);
    case.policy.resharding.operations = true;
    assert_eq!(case.restrained(12).0, Capacity(12));
    assert_eq!(case.restrained(4).0, Capacity(4));
}

#[test]
fn a_day_whose_splits_and_merges_are_spent_depends_on_calls() {
    let mut case = after(10);
    case.policy.resharding.operations = true;
    case.policy.resharding.operations_per_day = PerDay::Limited(2);
    let way = Way::Split { to: 12 };
    let earlier = |minutes| Period::minutes(minutes).before(noon());
    case.state = case.state.operating(way, Capacity(4), earlier(9));
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.state = case.state.operating(way, Capacity(4), earlier(8));
    assert_eq!(case.restrained(12).0, Capacity(8));
    case.state.calls.clear();
    assert_eq!(case.restrained(12).0, Capacity(12));
}

#[test]
fn a_quota_that_was_raised_is_used() {
    let mut case = after(10);
    case.policy.resharding.calls_per_day = PerDay::Limited(12);
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.policy.resharding.calls_per_day = PerDay::Unlimited;
    assert_eq!(case.restrained(4).0, Capacity(4));
}

#[test]
fn a_call_counts_for_a_day() {
    let mut case = after(9);
    case.state
        .calls
        .insert(0, Period::minutes(24 * 60 + 1).before(noon()));
    assert_eq!(case.restrained(12).0, Capacity(12));
}

#[test]
fn a_call_of_a_day_and_a_minute_ago_has_come_back() {
    let mut case = after(9);
    let first = Period::minutes(24 * 60 + 1).before(noon());
    case.state.calls.insert(0, first);
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.state.calls.push(noon());
    let until = Period::minutes(15 * 60 + 1).after(noon());
    assert_eq!(case.until("call_budget", 12), Some(until));
}

#[test]
fn says_how_many_calls_are_left() {
    assert_eq!(
        after(3).word("call_budget", 12),
        "call_budget: 7 calls left today"
    );
    assert_eq!(
        after(7).word("call_budget", 4),
        "call_budget: 8 instead of 4, the 3 calls that are left today are kept for scaling out"
    );
    assert_eq!(after(7).until("call_budget", 4), None);
}
