//! Expressions that say from which group or market nodes are taken.

use decision::expression::{Refused, Unknown, Value};
use serde_json::json;

use crate::{Outcome, Vector};

/// Themis reads what it cannot evaluate as names with commas between them.
pub(super) fn refused(vector: &Vector, refused: &Refused) -> Result<Outcome, String> {
    if vector.auxo_expected.is_none() {
        return Ok(Outcome::NotYet("preferences of groups and markets"));
    }
    match vector.right()["preference"].as_str() {
        Some("rejected") => Ok(Outcome::Passed),
        _ => Err(format!("refused: {refused}")),
    }
}

pub(super) fn judge(vector: &Vector, value: Result<Value<'_>, Unknown>) -> Result<Outcome, String> {
    let Ok(value) = value else {
        return Ok(Outcome::Different("without data there is no preference"));
    };
    let Some(preference) = texts(&value) else {
        return Ok(Outcome::Different(
            "a preference is a text or a list of texts; others match nothing",
        ));
    };
    Ok(vector.compared_in(&["preference"], &json!({ "preference": preference })))
}

fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    let text = |value: &Value<'_>| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    match value {
        Value::List(items) => items.iter().map(text).collect(),
        value => Some(vec![text(value)?]),
    }
}
