//! What Themis got of an expression, in units.

use serde_json::Value;

use super::{
    Asked, Subject,
    asked::{Direction, Requests, Texts},
};
use crate::{Vector, compare::near};

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

    /// Compares what Auxo asks for, but for that of which it is known to be something else.
    pub(super) fn compare(self, came: &Requests, reasons: &Reasons) -> Result<(), String> {
        let both = [
            (reasons.downscale, self.downscale, &came.downscale),
            (reasons.upscale, self.upscale, &came.upscale),
        ];
        let wrong = both
            .iter()
            .find(|(reason, right, asked)| reason.is_none() && *right != asked.units());
        wrong.map_or(Ok(()), |(_, right, came)| {
            Err(format!("it should ask for {right:?}, came {came:?}"))
        })
    }
}

/// Why Auxo asks for something else than Themis, in either direction.
#[derive(Clone, Copy, Default)]
pub(super) struct Reasons {
    upscale: Option<&'static str>,
    downscale: Option<&'static str>,
}

impl Reasons {
    /// Of each expression, with what Auxo asks for. What `right` corrects is compared.
    pub(super) fn of(
        vector: &Vector,
        texts: Texts<'_>,
        came: &Requests,
        reason: impl Fn(&str, Direction, &Asked) -> Option<&'static str>,
    ) -> Self {
        let corrected = vector.auxo_expected.as_ref();
        let is_corrected =
            |direction: &str| corrected.is_some_and(|it| it["requested"].get(direction).is_some());
        let upscale = reason(texts.upscale, Direction::Upscale, &came.upscale);
        let downscale = reason(texts.downscale, Direction::Downscale, &came.downscale);
        Self {
            upscale: upscale.filter(|_| !is_corrected("upscale")),
            downscale: downscale.filter(|_| !is_corrected("downscale")),
        }
    }

    pub(super) fn first(self) -> Option<&'static str> {
        self.downscale.or(self.upscale)
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
