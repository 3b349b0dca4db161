//! How far a metric may be from its target before anything is done.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};

use schemars::JsonSchema;

use crate::policy::Mistakes;

/// How far above (`out`) and below (`in`) its target the metric is left alone; 0 to less than 1.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline)]
struct Sides {
    /// How far above.
    #[deserr(default = USUAL)]
    #[schemars(extend("minimum" = 0, "exclusiveMaximum" = 1, "default" = USUAL))]
    out: f64,
    /// How far below.
    #[deserr(rename = "in", default = USUAL)]
    #[schemars(rename = "in", extend("minimum" = 0, "exclusiveMaximum" = 1, "default" = USUAL))]
    inward: f64,
}

/// The share of the target by which the metric may miss it while capacity is left alone: one for
/// both sides, or one for each.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "examples": [0.25]},
        Sides::json_schema(generator)
    ])
)]
pub(super) struct Tolerance(Sides);

/// The default of Kubernetes.
const USUAL: f64 = 0.1;

impl Default for Tolerance {
    fn default() -> Self {
        Self(Sides {
            out: USUAL,
            inward: USUAL,
        })
    }
}

impl Tolerance {
    /// Whether `ratio`, a value as a share of its target, is near enough to 1.
    pub(super) fn covers(self, ratio: f64) -> bool {
        let Self(Sides { out, inward }) = self;
        (-inward..=out).contains(&(ratio - 1.0))
    }
}

impl Deserr<Mistakes> for Tolerance {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if let Value::Map(_) = value {
            let sides = Sides::deserialize_from_value(value, location)?;
            share(sides.out, location.push_key("out"))?;
            share(sides.inward, location.push_key("in"))?;
            return Ok(Self(sides));
        }
        let both = share(f64::deserialize_from_value(value, location)?, location)?;
        Ok(Self(Sides {
            out: both,
            inward: both,
        }))
    }
}

fn share(tolerance: f64, location: ValuePointerRef) -> Result<f64, Mistakes> {
    if (0.0..1.0).contains(&tolerance) {
        Ok(tolerance)
    } else {
        let detail = "expected at least 0 and less than 1";
        Err(Mistakes::at(location, detail))
    }
}
