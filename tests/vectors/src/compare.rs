//! Partial comparison: members that are expected have to be there; others may.

use std::fmt;

use serde_json::Value;

/// Numbers agree within this share of the larger one.
const TOLERANCE: f64 = 1e-9;
/// Or within this, near zero.
const NEAR_ZERO: f64 = 1e-12;

/// The first place at which what came is not what was expected.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    place: String,
    expected: Value,
    /// `None`: nothing came.
    came: Option<Value>,
}

/// Compares lists element by element and objects by the members that are expected.
pub(crate) fn agrees(expected: &Value, came: &Value) -> Result<(), Difference> {
    at(String::new(), expected, Some(came))
}

fn at(place: String, expected: &Value, came: Option<&Value>) -> Result<(), Difference> {
    let same = match (expected, came) {
        (Value::Object(members), Some(Value::Object(came))) => {
            for (name, expected) in members {
                at(format!("{place}.{name}"), expected, came.get(name))?;
            }
            true
        }
        (Value::Array(items), Some(Value::Array(came))) if items.len() == came.len() => {
            for (index, (expected, came)) in items.iter().zip(came).enumerate() {
                at(format!("{place}[{index}]"), expected, Some(came))?;
            }
            true
        }
        (Value::Number(expected), Some(Value::Number(came))) => {
            match (expected.as_f64(), came.as_f64()) {
                (Some(expected), Some(came)) => near(expected, came),
                _ => expected == came,
            }
        }
        (expected, came) => came == Some(expected),
    };
    if same {
        return Ok(());
    }
    Err(Difference {
        place,
        expected: expected.clone(),
        came: came.cloned(),
    })
}

/// What is expected without the members of a name, at any depth: what they say is not compared.
pub(crate) fn without(expected: Value, name: &str) -> Value {
    match expected {
        Value::Object(members) => {
            let others = members.into_iter().filter(|(member, _)| member != name);
            others
                .map(|(member, value)| (member, without(value, name)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(|item| without(item, name)).collect(),
        other => other,
    }
}

/// Are these the same number, but for what floating point adds?
pub(crate) fn near(one: f64, other: f64) -> bool {
    let distance = (one - other).abs();
    distance <= NEAR_ZERO || distance <= TOLERANCE * one.abs().max(other.abs())
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.trim_start_matches('.');
        let place = if place.is_empty() { "all" } else { place };
        write!(f, "{place}: expected {}, ", self.expected)?;
        match &self.came {
            Some(came) => write!(f, "came {came}"),
            None => f.write_str("nothing came"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn difference(expected: Value, came: Value) -> String {
        agrees(&expected, &came).unwrap_err().to_string()
    }

    #[test]
    fn members_that_are_not_expected_do_not_count() {
        assert_eq!(
            agrees(&json!({"to": 3}), &json!({"to": 3.0, "by": 1})),
            Ok(())
        );
    }

    #[test]
    fn the_place_of_a_difference_is_named() {
        assert_eq!(
            difference(json!({"a": [{"to": 3}]}), json!({"a": [{"to": 4}]})),
            "a[0].to: expected 3, came 4"
        );
        assert_eq!(
            difference(json!({"to": null}), json!({})),
            "to: expected null, nothing came"
        );
    }

    #[test]
    fn lists_have_the_same_length() {
        assert_eq!(
            difference(json!([1]), json!([1, 2])),
            "all: expected [1], came [1,2]"
        );
    }

    #[test]
    fn numbers_agree_but_for_what_floating_point_adds() {
        assert_eq!(agrees(&json!(0.3), &json!(0.1 + 0.2)), Ok(()));
        assert!(agrees(&json!(0.3), &json!(0.300_001)).is_err());
    }
}
