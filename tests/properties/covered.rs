//! The cases meet everything that a policy can say, often enough; so nothing that is new is forgotten.

use std::{collections::BTreeMap, sync::LazyLock};

use decision::{
    Direction, Metric, ScalingState, TargetKind, Unit,
    guards::Guard,
    rules::{Opinion, Rule},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    case::{Case, DRAFTS},
    instances::{ROOT, resolved},
    policies::NAME,
};

const MADE: usize = 8_000;
/// How often each thing has to be met.
const OFTEN: usize = 10;

type Counts = BTreeMap<String, usize>;

/// Every field that the schema has, as a path.
fn fields(schema: &Value, at: &str, found: &mut Counts) {
    let schema = resolved(schema);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        found.insert(at.clone(), 0);
        fields(field, &at, found);
    }
    for alternatives in ["anyOf", "oneOf"] {
        for alternative in schema[alternatives].as_array().into_iter().flatten() {
            fields(alternative, at, found);
        }
    }
    if schema["items"].is_object() {
        fields(&schema["items"], at, found);
    }
    if schema["additionalProperties"].is_object() {
        fields(
            &schema["additionalProperties"],
            &format!("{at}/{NAME}"),
            found,
        );
    }
}

fn count(value: &Value, at: &str, counts: &mut Counts) {
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                count(field, &format!("{at}/{name}"), counts);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| count(item, at, counts)),
        _ => {}
    }
}

/// The drafts that are policies; always the same ones.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut runner = TestRunner::deterministic();
    let made = (0..MADE).map(|_| DRAFTS.new_tree(&mut runner).unwrap().current());
    made.filter_map(Case::of).collect()
});

fn seldom(counts: &Counts) -> Vec<(&String, &usize)> {
    counts.iter().filter(|(_, count)| **count < OFTEN).collect()
}

#[test]
fn every_field_of_a_policy_is_met_and_most_drafts_are_policies() {
    let mut counts = Counts::new();
    fields(&ROOT, "", &mut counts);
    // A mistake, though the schema has it.
    counts.retain(|at, _| !at.starts_with("/guards/scale_in/cooldown/broken_by"));
    let cases = &CASES;
    assert!(
        MADE * 7 / 10 < cases.len(),
        "only {} of {MADE} are policies",
        cases.len()
    );
    cases
        .iter()
        .for_each(|case| count(&case.document, "", &mut counts));
    let seldom = seldom(&counts);
    assert!(seldom.is_empty(), "seldom or never: {seldom:?}");
}

#[test]
fn every_rule_and_every_guard_has_its_say() {
    let kinds = TargetKind::ALL.into_iter();
    let rules = kinds.flat_map(|kind| {
        Rule::NAMES
            .iter()
            .map(move |rule| format!("{kind}: {rule} sees"))
    });
    let guards = Guard::ALL
        .iter()
        .map(|guard| format!("{} changes", guard.name()));
    let both = [Direction::In, Direction::Out].map(|direction| format!("{direction}"));
    let mut counts: Counts = rules
        .chain(guards)
        .chain(both)
        .map(|thing| (thing, 0))
        .collect();
    let counts_of_streams =
        Metric::all(TargetKind::KinesisStream).any(|metric| metric.unit() == Unit::Count);
    if !counts_of_streams {
        counts.remove("kinesis-stream: backlog sees");
    }
    for case in CASES.iter() {
        let decision = case.decided();
        for (entry, said) in case.policy.rules.iter().zip(&decision.rules) {
            if said.opinion != Opinion::Abstains {
                *counts
                    .get_mut(&format!("{}: {} sees", case.policy.kind, entry.rule.kind()))
                    .unwrap() += 1;
            }
        }
        for said in decision
            .guards
            .iter()
            .filter(|said| said.before != said.after)
        {
            *counts
                .get_mut(&format!("{} changes", said.guard.name()))
                .unwrap() += 1;
        }
        if let Some(direction) = Direction::of(decision.current, decision.desired()) {
            *counts.get_mut(&direction.to_string()).unwrap() += 1;
        }
    }
    let seldom = seldom(&counts);
    assert!(seldom.is_empty(), "seldom or never: {seldom:?}");
}

#[test]
fn every_part_of_a_state_is_met() {
    let mut counts = Counts::new();
    for case in CASES.iter() {
        let Value::Object(parts) = serde_json::to_value(&case.state).unwrap() else {
            unreachable!()
        };
        for part in parts.keys() {
            *counts.entry(part.clone()).or_default() += 1;
        }
    }
    // Its words for debugging have all of them.
    let all = format!("{:#?}", ScalingState::default());
    let all: Vec<_> = all
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once(": "))
        .collect();
    let all = all
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !name.starts_with(' '));
    let seldom: Vec<_> = all
        .filter(|name| counts.get(*name).is_none_or(|count| *count < OFTEN))
        .collect();
    assert!(seldom.is_empty(), "seldom or never: {seldom:?}");
}
