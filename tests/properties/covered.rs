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

const MADE: usize = 20_000;
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

/// Everything that is to be heard: each rule of each kind of target that can see, each guard that
/// changes something, each direction that is taken.
fn to_be_heard() -> Counts {
    let rules = TargetKind::ALL.into_iter().flat_map(|kind| {
        let counts = Metric::all(kind).any(|metric| metric.unit() == Unit::Count);
        // What waits is counted, only streams have consumers, and of a mapping there are no metrics.
        let consumers = kind == TargetKind::KinesisStream;
        let measured = Metric::all(kind).next().is_some();
        let fits = move |rule: &&&str| match **rule {
            "backlog" => counts,
            "catch_up" => consumers,
            "load_plus_online" | "per_instance" | "step" | "track" => measured,
            _ => true,
        };
        let rules = Rule::NAMES.iter().filter(fits);
        rules.map(move |rule| format!("{rule} of a {kind}"))
    });
    let guards = Guard::ALL.iter().map(|guard| guard.name().to_owned());
    let directions = [Direction::In, Direction::Out].map(|direction| direction.to_string());
    let all = rules.chain(guards).chain(directions);
    all.map(|thing| (thing, 0)).collect()
}

#[test]
fn every_rule_and_every_guard_has_its_say() {
    let mut counts = to_be_heard();
    let mut heard = |thing: String| *counts.get_mut(&thing).unwrap() += 1;
    for case in CASES.iter() {
        let (decision, kind) = (case.decided(), case.policy.kind);
        for (entry, said) in case.policy.rules.iter().zip(&decision.rules) {
            if said.opinion != Opinion::Abstains {
                heard(format!("{} of a {kind}", entry.rule.kind()));
            }
        }
        for said in &decision.guards {
            if said.before != said.after {
                heard(said.guard.name().to_owned());
            }
        }
        if let Some(direction) = Direction::of(decision.current, decision.desired()) {
            heard(direction.to_string());
        }
    }
    let seldom = seldom(&counts);
    assert!(seldom.is_empty(), "seldom or never: {seldom:?}");
}

#[test]
fn every_part_of_a_state_is_met() {
    // Its words for debugging have all of them.
    let words = format!("{:#?}", ScalingState::default());
    let parts = words.lines().filter_map(|line| {
        let (name, _) = line.strip_prefix("    ")?.split_once(": ")?;
        (!name.starts_with(' ')).then(|| (name.to_owned(), 0))
    });
    let mut counts: Counts = parts.collect();
    for case in CASES.iter() {
        let written = serde_json::to_value(&case.state).unwrap();
        for part in written.as_object().unwrap().keys() {
            *counts.get_mut(part).unwrap() += 1;
        }
    }
    let seldom = seldom(&counts);
    assert!(seldom.is_empty(), "seldom or never: {seldom:?}");
}
