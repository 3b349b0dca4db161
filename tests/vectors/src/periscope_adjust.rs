//! What Periscope makes of a size: by a number, by per cent, or exactly.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Outcome, Vector, different,
    world::{MEASURED, at, cluster, decided, document, policy, values},
};

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Kind {
    NodeCount,
    Percentage,
    Exact,
}

#[derive(Deserialize)]
struct Adjust {
    #[serde(rename = "type")]
    kind: Kind,
    total: u32,
    adjustment: i64,
    min: u32,
    max: u32,
}

/// What a policy of Periscope changes, as a step says it; `None`: nothing.
pub(crate) fn change(kind: Kind, adjustment: i64) -> Option<Value> {
    let amount = adjustment.unsigned_abs();
    match (kind, adjustment) {
        (Kind::Exact, exact) => Some(json!({ "to": exact })),
        (_, 0) => None,
        (Kind::NodeCount, 1..) => Some(json!({ "add": amount })),
        (Kind::NodeCount, _) => Some(json!({ "remove": amount })),
        (Kind::Percentage, 1..) => Some(json!({ "add": format!("{amount}%") })),
        (Kind::Percentage, _) => Some(json!({ "remove": format!("{amount}%") })),
    }
}

/// The condition of the step does not matter here: it holds.
pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Adjust = vector.input()?;
    let Some(change) = change(input.kind, input.adjustment) else {
        let step = json!({"step": {"metric": MEASURED, "over": 0, "add": 0}});
        let refused = policy(&document((input.min, input.max), vec![step], json!({}))).is_err();
        return different(
            refused,
            "a step that changes nothing is refused when it is saved",
        );
    };
    let down = change.get("remove").is_some()
        || change["to"]
            .as_i64()
            .is_some_and(|to| to < i64::from(input.total));
    let mut step = json!({"metric": MEASURED});
    step[if down { "under" } else { "over" }] = json!(if down { 10 } else { 0 });
    if let (Value::Object(step), Value::Object(change)) = (&mut step, change) {
        step.extend(change);
    }
    let policy = document(
        (input.min, input.max),
        vec![json!({ "step": step })],
        json!({}),
    );
    if input.adjustment < 0 && matches!(input.kind, Kind::Exact) {
        let refused = crate::world::policy(&policy).is_err();
        return different(
            refused,
            "a capacity below nothing is refused when it is saved",
        );
    }
    let seen = cluster(input.total, vec![values(MEASURED, &[(0, 5.0)])?]);
    let desired = decided(&policy, &seen, at(0))?;
    Ok(vector.compared_with(&json!({ "desired": desired })))
}
