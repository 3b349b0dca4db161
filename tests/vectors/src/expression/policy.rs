//! The same through a policy: what its rule wants is what the expression says.

use decision::{
    Capacity, Observation, Policy, ScalingState, decide,
    expression::{Value, units},
    rules::{Need, Opinion},
};
use serde_json::{Value as Json, json};

use super::Input;

/// Puts the text into a policy, once to add and once to remove; what it yields was evaluated
/// before. A policy is not shown what a vector says of metrics: a vector has aggregates, and a
/// policy is shown samples and nodes.
pub(super) fn asks_for_the_same(input: &Input, value: &Value<'_>) -> Result<(), String> {
    let capacity = input.env.capacity().unwrap_or(10);
    let observation = Observation {
        capacity: Capacity(capacity),
        fixed: Capacity(input.env.core_nodes()),
        ..Observation::default()
    };
    let asked = units(value);
    let units = asked.unwrap_or(0);
    let more = capacity.saturating_add(units).min(Capacity::MAX.0);
    for (field, expected) in [("add", more), ("remove", capacity.saturating_sub(units))] {
        let Some(policy) = policy(input, field) else {
            continue;
        };
        let decision = decide(
            &policy,
            &observation,
            &ScalingState::default(),
            input.env.now(),
        );
        let said = decision.rules.first().map(|verdict| verdict.opinion);
        let same = match said {
            Some(Opinion::Wants(wanted)) => wanted == Capacity(expected),
            Some(Opinion::Content) => expected == capacity,
            _ => asked.is_none(),
        };
        if !same {
            return Err(format!(
                "{field}: a policy should want {expected}, came {said:?}"
            ));
        }
    }
    Ok(())
}

/// Is no policy saved with these dates, whatever it makes of them?
pub(super) fn refuses_the_dates(input: &Input) -> bool {
    let dates = input.env.time_based_scaling();
    let expression = json!({"add": 1, "dialect": "themis", "time_based": dates});
    Policy::parse(&document("emr-cluster", 1_000, &expression)).is_err()
}

/// `None` where the policy would need metrics, or knows less names than the expression.
fn policy(input: &Input, field: &str) -> Option<Policy> {
    let (kind, max) = match input.dialect.as_str() {
        "kinesis" => ("kinesis-stream", 10_000),
        _ => ("emr-cluster", 1_000),
    };
    let mut rule = json!({field: input.expr, "dialect": "themis"});
    if let Some(dates) = input
        .env
        .time_based_scaling()
        .filter(|dates| dates.is_object())
    {
        rule["time_based"] = dates;
    }
    let policy = Policy::parse(&document(kind, max, &rule));
    let shown = |need: Need| need.metric().is_none() && !matches!(need, Need::Nodes { .. });
    policy.ok().filter(|policy| policy.needs().all(shown))
}

fn document(kind: &str, max: u32, expression: &Json) -> Json {
    json!({
        "name": "vector",
        "targets": {"kind": kind, "names": ["vector"]},
        "bounds": {"min": 1, "max": max},
        "rules": [{ "expression": expression }],
    })
}
