//! Over or under a threshold, in all of the samples.

use decision::Period;
use serde::Deserialize;
use serde_json::json;

use crate::{
    Outcome, Vector, different,
    world::{MEASURED, at, cluster, decided, document, series},
};

const MINUTE: i64 = 60_000;

#[derive(Deserialize)]
struct Verdict {
    up: f64,
    down: f64,
    /// Newest first.
    points: Vec<f64>,
}

/// One rule for each direction over the same samples.
pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let Verdict { up, down, points } = vector.input()?;
    let samples = points.len().max(1);
    let rules = vec![
        json!({"step": {"metric": MEASURED, "at_least": up, "samples": samples, "add": 1}}),
        json!({"step": {"metric": MEASURED, "under": down, "samples": samples, "remove": 1}}),
    ];
    let minutes = points
        .iter()
        .zip(1..)
        .map(|(value, ago)| (-ago * MINUTE, *value));
    let measured = series(MEASURED, Period::minutes(1), &minutes.collect::<Vec<_>>())?;
    let policy = document((0, 100), rules, json!({}));
    let to = decided(&policy, &cluster(5, vec![measured]), at(0))?;
    if points.iter().any(|value| *value < 0.0) {
        return different(to == 5, "what is negative is no measurement");
    }
    let verdict = match to {
        6 => "up",
        4 => "down",
        _ => "none",
    };
    Ok(vector.compared_with(&json!({ "verdict": verdict })))
}
