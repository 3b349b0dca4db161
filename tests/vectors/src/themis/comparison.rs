//! What Themis got of an expression, in units.

use serde_json::Value;

use super::{Asked, Subject, asked::Requests};
use crate::{Outcome, Vector, compare::near};

/// As Auxo counts: what is behind the point is left away. `None` when the result is no number, or
/// none that is finite.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]
fn units_of(result: &Value) -> Option<u32> {
    let value = &result["value"];
    let number = match result["type"].as_str()? {
        "bool" => f64::from(u8::from(value.as_bool()?)),
        "int" | "float" => value.as_f64()?,
        "string" => value.as_str()?.trim().parse().ok()?,
        _ => return None,
    };
    Some(number as u32)
}

/// What is right of both expressions.
#[derive(Clone, Copy)]
pub(super) struct Right {
    upscale: Option<u32>,
    downscale: Option<u32>,
}

impl Right {
    /// `corrected` is where a count stands that Themis ignored.
    pub(super) fn of(right: &Value, corrected: &str) -> Self {
        let units = |direction: &str| {
            let corrected = right[corrected][direction].as_u64();
            let corrected = corrected.and_then(|units| u32::try_from(units).ok());
            corrected.or(units_of(&right["requested"][direction]))
        };
        Self {
            upscale: units("upscale"),
            downscale: units("downscale"),
        }
    }

    /// What Auxo asks for where that is something else: what was right, and what came.
    pub(super) fn differences(self, came: &Requests) -> Vec<(Option<u32>, &Asked)> {
        let both = [
            (self.downscale, &came.downscale),
            (self.upscale, &came.upscale),
        ];
        let differ = |(right, asked): &(Option<u32>, &Asked)| *right != asked.units();
        both.into_iter().filter(differ).collect()
    }
}

/// What is right, with both requests: a correction may be of one of them.
pub(super) fn right(vector: &Vector) -> Value {
    let mut right = vector.right();
    let corrected = right["requested"].take();
    right["requested"] = vector.expected["requested"].clone();
    if let (Some(all), Value::Object(corrected)) = (right["requested"].as_object_mut(), corrected) {
        all.extend(corrected);
    }
    right
}

/// The reason for the differences, if there is one for each.
pub(super) fn explained(
    differences: &[(Option<u32>, &Asked)],
    reason: impl Fn(&Asked) -> Option<&'static str>,
) -> Result<Outcome, String> {
    let mut reasons = Vec::new();
    for (expected, came) in differences {
        let reason = reason(came);
        reasons.push(reason.ok_or(format!("it should ask for {expected:?}, came {came:?}"))?);
    }
    let first = reasons.first();
    Ok(first.map_or(Outcome::Passed, |reason| Outcome::Different(reason)))
}

/// An expression cannot be longer.
const AT_ONCE: usize = 40;

/// Whether the names have these values for Auxo too.
pub(super) fn same_values(subject: &Subject, expected: &[(String, f64)]) -> Result<(), String> {
    for some in expected.chunks(AT_ONCE) {
        let names: Vec<_> = some.iter().map(|(name, _)| name.clone()).collect();
        let came = subject.values(&names)?;
        for (name, expected) in some {
            match came.get(name) {
                Some(came) if near(*expected, *came) => {}
                came => return Err(format!("{name}: expected {expected}, came {came:?}")),
            }
        }
    }
    Ok(())
}
