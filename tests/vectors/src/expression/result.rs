//! What an expression yields, and how many units that is.

use decision::expression::{Number, Value, units};
use serde_json::{Value as Json, json};

use crate::{Outcome, Vector, compare::near};

/// Whether the value is the same, and of the same type.
pub(super) fn same_result(expected: &Json, value: &Value<'_>) -> Result<(), String> {
    let same = match (expected["type"].as_str(), value) {
        (Some("none"), Value::None) => true,
        (Some("bool"), Value::Boolean(truth)) => expected["value"] == json!(truth),
        (Some("string"), Value::Text(text)) => expected["value"] == json!(text),
        (Some("int"), Value::Number(Number::Integer(integer))) => {
            expected["value"] == json!(integer)
        }
        (Some("long"), Value::Number(number)) => {
            let long = expected["value"]
                .as_str()
                .and_then(|text| text.parse().ok());
            long.is_some_and(|long| near(long, number.to_float()))
        }
        (Some("float"), Value::Number(Number::Float(float))) => expected["value"]
            .as_f64()
            .is_some_and(|expected| near(expected, *float)),
        (Some("list" | "tuple"), Value::List(items)) => {
            let expected = expected["items"].as_array().map_or(&[][..], Vec::as_slice);
            expected.len() == items.len()
                && expected
                    .iter()
                    .zip(items)
                    .all(|(expected, item)| same_result(expected, item).is_ok())
        }
        _ => false,
    };
    if same {
        Ok(())
    } else {
        Err(format!("expected {expected}, came {value:?}"))
    }
}

/// What the engine does with the value, in either direction.
pub(super) fn units_of(vector: &Vector, value: &Value<'_>) -> Result<Outcome, String> {
    let units = units(value);
    if matches!(value, Value::Text(_)) && units.is_some() {
        // A policy was asked in both directions.
        return Ok(Outcome::Different(TEXT_COUNTS));
    }
    for engine in ENGINES {
        same_units(vector, engine, units)?;
    }
    Ok(Outcome::Passed)
}

pub(crate) const TEXT_COUNTS: &str =
    "a text that reads as a number counts in both directions; the policy is saved with a warning";

/// The engines of Themis, and in what they say the units.
const ENGINES: [(&str, &str); 4] = [
    ("emr_upscale", "nodes"),
    ("emr_downscale", "nodes"),
    ("kinesis_upscale", "splits"),
    ("kinesis_downscale", "merges"),
];

fn same_units(
    vector: &Vector,
    (engine, unit): (&str, &str),
    came: Option<u32>,
) -> Result<(), String> {
    let right = vector.right();
    let Some(expected) = right.get(engine) else {
        return Ok(());
    };
    let same = match expected.get(unit) {
        Some(expected) => *expected == json!(came.unwrap_or(0)),
        None => came.is_none(),
    };
    if same {
        Ok(())
    } else {
        Err(format!("{engine}: expected {expected}, came {came:?}"))
    }
}
