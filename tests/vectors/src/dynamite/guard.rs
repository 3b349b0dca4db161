//! Bounds, operators and units.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Direction;
use crate::{
    Outcome, Vector, different,
    world::{MEASURED, at, cluster, decided, document, policy, values},
};

#[derive(Deserialize)]
struct Guard {
    min: Option<u32>,
    max: Option<u32>,
    running: Option<u32>,
    command: String,
}

/// No bound is the furthest that there is.
const NO_MIN: u32 = 0;
const NO_MAX: u32 = 1_000_000;

/// A rule that wants one more, or one less, and the bounds.
pub(crate) fn guard(vector: &Vector) -> Result<Outcome, String> {
    let input: Guard = vector.input()?;
    let Some(running) = input.running else {
        return Ok(Outcome::NotApplicable(
            "a target without a policy is not scaled",
        ));
    };
    let step = match input.command.as_str() {
        "scale_up" => json!({"metric": MEASURED, "over": 0, "add": 1}),
        "scale_down" => json!({"metric": MEASURED, "under": 10, "remove": 1}),
        other => json!({"metric": MEASURED, "over": 0, other: 1}),
    };
    let is_known = ["scale_up", "scale_down"].contains(&input.command.as_str());
    let bounds = (input.min.unwrap_or(NO_MIN), input.max.unwrap_or(NO_MAX));
    let policy = document(bounds, vec![json!({ "step": step })], json!({}));
    if bounds.1 < bounds.0 {
        let refused = crate::world::policy(&policy).is_err();
        return different(
            refused,
            "bounds the wrong way round are refused when they are saved",
        );
    }
    if !is_known && crate::world::policy(&policy).is_err() {
        return Ok(vector.compared_with(&json!({"error": "unknown_command"})));
    }
    let seen = cluster(running, vec![values(MEASURED, &[(0, 5.0)])?]);
    let desired = decided(&policy, &seen, at(0))?;
    if running == 0 && input.command == "scale_down" {
        return different(desired == 0, "there is never less than nothing");
    }
    let allowed = match input.command.as_str() {
        "scale_up" => running < desired,
        _ => desired < running,
    };
    Ok(vector.compared_with(&json!({ "allowed": allowed })))
}

#[derive(Deserialize)]
struct Comparison {
    operator: Option<String>,
    value: f64,
    threshold: f64,
}

/// A step with an operator of that name: `gt` is `over` and `lt` is `under`.
pub(crate) fn operator(vector: &Vector) -> Result<Outcome, String> {
    let input: Comparison = vector.input()?;
    let (name, direction) = match input.operator.as_deref() {
        Some("gt") => ("over", Direction::Up),
        Some("lt") => ("under", Direction::Down),
        other => (other.unwrap_or_default(), Direction::Up),
    };
    let change = if direction == Direction::Up {
        "add"
    } else {
        "remove"
    };
    let mut step = json!({"metric": MEASURED});
    step[name] = json!(input.threshold);
    step[change] = json!(1);
    let policy = document((0, 10), vec![json!({ "step": step })], json!({}));
    if crate::world::policy(&policy).is_err() {
        return Ok(vector.compared_with(&json!({"error": "unknown_operator"})));
    }
    let seen = cluster(5, vec![values(MEASURED, &[(0, input.value)])?]);
    let breach = decided(&policy, &seen, at(0))? != 5;
    Ok(vector.compared_with(&json!({ "breach": breach })))
}

#[derive(Deserialize)]
struct Length {
    value: Value,
    unit: String,
}

/// A length of time as documents write it, and how far back it looks.
pub(crate) fn unit(vector: &Vector) -> Result<Outcome, String> {
    let Length { value, unit } = vector.input()?;
    let first = unit.chars().next().unwrap_or_default();
    let length = format!("{value}{first}");
    let step = json!({"metric": MEASURED, "over": 1, "for": length, "add": 1});
    let guards = json!({"scale_in": {"cooldown": length}});
    if unit == "day" {
        let step = json!({"metric": MEASURED, "over": 1, "add": 1});
        let taken = policy(&document((0, 10), vec![json!({ "step": step })], guards)).is_ok();
        return different(taken, "days are lengths of time too");
    }
    let policy = policy(&document((0, 10), vec![json!({ "step": step })], json!({})))?;
    Ok(vector.compared_with(&json!({"seconds": policy.lookback()})))
}
