//! Schedules by date patterns, as Themis stored them: a text that holds an object.

use decision::{
    Capacity, DatePatterns, Observation, Policy, ScalingState, decide,
    rules::{Rule, Schedule},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Outcome, Vector};

#[derive(Deserialize)]
struct Input {
    time_based_scaling: Value,
    instants: Vec<Timestamp>,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let rejected = json!({"rejected": true});
    let document = match &input.time_based_scaling {
        Value::Null => json!({}),
        Value::String(text) if text.trim_ascii().is_empty() => json!({}),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(document) => document,
            Err(_) => return Ok(vector.compared_in(&["rejected"], &rejected)),
        },
        object => {
            let floors = said(object, &input.instants).map_err(|wrong| wrong.join("; "))?;
            let first = floors["minimum_nodes"][0].as_f64();
            return if first.is_some() && first == object[".*"].as_f64() {
                Ok(Outcome::Different(
                    "patterns are an object in a policy; Themis ignored what was no text",
                ))
            } else {
                Err(format!("{object} gives {floors}"))
            };
        }
    };
    match said(&document, &input.instants) {
        Ok(said) => Ok(vector.compared_in(&["enabled", "minimum_nodes", "rejected"], &said)),
        Err(wrong) if wrong.iter().all(|mistake| needs_more(mistake)) => Ok(Outcome::Different(
            "look-around and back references are refused, with what to write instead",
        )),
        Err(_) => Ok(vector.compared_in(&["rejected"], &rejected)),
    }
}

/// Is a mistake that a pattern asks for more than patterns of Auxo can?
fn needs_more(mistake: &str) -> bool {
    mistake.contains("look-around is not supported; write out")
        || mistake.contains("backreferences are not supported; write out")
}

/// What a policy with these patterns says at the instants, or its mistakes.
fn said(patterns: &Value, instants: &[Timestamp]) -> Result<Value, Vec<String>> {
    let policy = Policy::parse(&json!({
        "name": "vector",
        "targets": {"kind": "emr-cluster", "names": ["j-VECTOR"]},
        "bounds": {"min": 0, "max": Capacity::MAX},
        "rules": [{"schedule": {"patterns": patterns}}],
    }));
    let policy =
        policy.map_err(|wrong| wrong.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let patterns = patterns_of(&policy).ok_or(vec!["the policy has no patterns".to_owned()])?;
    let mut minimums = Vec::new();
    for now in instants {
        let minimum = patterns.minimum(*now);
        let (seen, state) = (Observation::default(), ScalingState::default());
        let floor = decide(&policy, &seen, &state, *now).bounds.min();
        if floor != Capacity::holding(minimum) {
            return Err(vec![format!(
                "the floor at {now} is {floor}, not {minimum}"
            )]);
        }
        minimums.push(minimum);
    }
    Ok(json!({"enabled": patterns.minimums().next().is_some(), "minimum_nodes": minimums}))
}

fn patterns_of(policy: &Policy) -> Option<&DatePatterns> {
    match &policy.rules.first()?.rule {
        Rule::Schedule(Schedule::Patterns(patterns)) => Some(patterns),
        _ => None,
    }
}
