use serde_json::{Value, json};

use super::*;
use crate::rules::tests::{stream, verdict_of};

const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;
const LAG: &str = r#"{"step": {"metric": "iterator_age_seconds", "over": 60, "add": 3}}"#;

/// A policy of rules with these parts.
fn policy(parts: &[Value], groups: Value) -> Policy {
    let rules = parts.iter().map(|part| {
        let mut rule: Value = serde_json::from_str(TRACK).unwrap();
        rule.as_object_mut()
            .unwrap()
            .extend(part.as_object().unwrap().clone());
        rule
    });
    let document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": rules.collect::<Vec<_>>(),
        "groups": groups,
    });
    Policy::parse(&document).unwrap()
}

/// What comes of these opinions, of four units.
fn combined(parts: &[Value], groups: Value, opinions: &[Opinion]) -> Combined {
    let policy = policy(parts, groups);
    let verdicts = policy
        .rules
        .iter()
        .zip(opinions)
        .map(|(entry, opinion)| Verdict {
            opinion: *opinion,
            group: entry.group.clone(),
            shadow: entry.shadow,
            ..verdict_of(TRACK, &stream(4, &[0.6]))
        });
    combine(Capacity(4), &policy, &verdicts.collect::<Vec<_>>())
}

fn alone(opinions: &[Opinion]) -> Combined {
    combined(&vec![json!({}); opinions.len()], json!({}), opinions)
}

fn grouped(agreement: &str, opinions: &[Opinion]) -> Capacity {
    let parts = vec![json!({"group": "load"}); opinions.len()];
    combined(&parts, json!({"load": {"combine": agreement}}), opinions).capacity()
}

const fn wants(capacity: u32) -> Opinion {
    Opinion::Wants(Capacity(capacity))
}

#[test]
fn the_largest_recommendation_wins() {
    let (capacity, rule) = (Capacity(9), 1);
    assert_eq!(
        alone(&[wants(6), wants(9)]),
        Combined::Largest { capacity, rule }
    );
}

#[test]
fn a_rule_that_is_content_lets_the_others_scale_in() {
    assert_eq!(alone(&[wants(2), Opinion::Content]).capacity(), Capacity(2));
}

#[test]
fn a_rule_that_cannot_see_forbids_less_but_not_more() {
    let blind = verdict_of(LAG, &stream(4, &[0.1])).opinion;
    assert_eq!(blind, Opinion::Abstains);
    let capacity = Capacity(4);
    assert_eq!(
        alone(&[wants(2), blind]),
        Combined::HeldByMissing { capacity }
    );
    assert_eq!(alone(&[wants(7), blind]).capacity(), Capacity(7));
}

#[test]
fn a_rule_in_shadow_does_not_count() {
    let parts = [json!({"shadow": true}), json!({})];
    let wanted = combined(&parts, json!({}), &[wants(9), wants(3)]);
    assert_eq!(wanted.capacity(), Capacity(3));
    let blind = combined(&parts, json!({}), &[Opinion::Abstains, wants(3)]);
    assert_eq!(blind.capacity(), Capacity(3));
}

#[test]
fn a_group_that_has_to_agree_goes_as_far_as_all_of_it() {
    assert_eq!(grouped("all", &[wants(9), wants(6)]), Capacity(6));
    assert_eq!(grouped("all", &[wants(9), wants(3)]), Capacity(4));
    assert_eq!(grouped("all", &[wants(9), Opinion::Content]), Capacity(4));
    assert_eq!(grouped("all", &[wants(3), Opinion::Content]), Capacity(3));
    assert_eq!(grouped("all", &[wants(1), wants(3)]), Capacity(3));
    assert_eq!(grouped("all", &[wants(9), Opinion::Abstains]), Capacity(4));
}

#[test]
fn a_group_that_weighs_wants_the_mean() {
    assert_eq!(grouped("mean", &[wants(9), wants(6)]), Capacity(8));
    let parts = [
        json!({"group": "load", "weight": 3}),
        json!({"group": "load"}),
    ];
    let weighed = combined(
        &parts,
        json!({"load": {"combine": "mean"}}),
        &[wants(8), wants(4)],
    );
    assert_eq!(weighed.capacity(), Capacity(7));
}

#[test]
fn groups_and_rules_outside_of_them_are_combined_as_any() {
    let parts = [
        json!({"group": "load"}),
        json!({"group": "load"}),
        json!({}),
    ];
    let groups = json!({"load": {"combine": "all"}});
    let outside = combined(&parts, groups, &[wants(9), wants(6), wants(7)]);
    assert_eq!(outside.capacity(), Capacity(7));
}

#[test]
fn of_equal_wishes_the_first_rule_is_named() {
    let (capacity, rule) = (Capacity(6), 0);
    assert_eq!(
        alone(&[wants(6), wants(6)]),
        Combined::Largest { capacity, rule }
    );
}

#[test]
fn a_wish_for_what_there_is_does_not_overrule_a_blind_rule() {
    let capacity = Capacity(4);
    assert_eq!(
        alone(&[wants(4), Opinion::Abstains]),
        Combined::HeldByMissing { capacity }
    );
}

#[test]
fn a_far_way_goes_on_while_a_rule_is_blind_and_it_leads_up() {
    let way = |opinions: &[Opinion], goal| {
        let goal = Goal {
            capacity: Capacity(goal),
            until: jiff::Timestamp::MAX,
        };
        let verdict = |opinion: &Opinion| Verdict {
            opinion: *opinion,
            ..verdict_of(TRACK, &stream(4, &[0.6]))
        };
        let verdicts: Vec<_> = opinions.iter().map(verdict).collect();
        on_the_way(Capacity(4), Some(goal), &verdicts)
    };
    assert_eq!(way(&[Opinion::Abstains], 20), Some(Capacity(20)));
    assert_eq!(way(&[wants(9), Opinion::Abstains], 20), Some(Capacity(20)));
    assert_eq!(way(&[wants(4), Opinion::Abstains], 20), Some(Capacity(20)));
    assert_eq!(way(&[wants(3), Opinion::Abstains], 20), None);
    assert_eq!(way(&[Opinion::Abstains], 4), None);
    assert_eq!(way(&[wants(3)], 20), None);
    assert_eq!(way(&[wants(9)], 20), None);
}

#[test]
fn what_a_rule_that_sees_wants_leads_no_less_far_than_the_way() {
    let goal = Some(Capacity(20));
    let less = alone(&[wants(9), Opinion::Abstains]).towards(goal);
    assert_eq!(less.capacity(), Capacity(20));
    let more = alone(&[wants(30), Opinion::Abstains]);
    assert_eq!(more.towards(goal), more);
    let as_far = alone(&[wants(20), Opinion::Abstains]);
    assert_eq!(as_far.towards(goal), as_far);
}
