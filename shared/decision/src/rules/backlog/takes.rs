//! How much one unit takes.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use super::counted::Counted;
use crate::{
    Missed, Positive, View,
    policy::{Mistakes, kind_in_words},
    watched::Watched,
};

/// How much one unit takes: a number, or what a metric counts as each has it now.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        Positive::json_schema(generator),
        schemars::SchemaGenerator::subschema_for::<Watched>(generator)
    ], "examples" = [4, "containers_allocated"])
)]
pub(super) enum Takes {
    Number(f64),
    /// What each unit has now of what this metric counts of all, rounded up; at least one.
    Held(Counted),
}

impl Takes {
    /// What it goes by, where it is not a number.
    pub(super) fn counted(&self) -> Option<&Counted> {
        match self {
            Self::Number(_) => None,
            Self::Held(counted) => Some(counted),
        }
    }

    /// Of one unit, now.
    pub(super) fn of_one(&self, view: &View<'_>) -> Result<f64, Missed> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Held(Counted(watched)) => {
                let (_, all) = watched.newest(view)?;
                let observation = view.observation;
                let units = observation.capacity.units() + observation.fixed.units();
                Ok((all.value() / units.max(1.0)).ceil().max(1.0))
            }
        }
    }
}

impl Deserr<Mistakes> for Takes {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        match value {
            Value::String(_) => Counted::deserialize_from_value(value, location).map(Self::Held),
            Value::Integer(_) | Value::NegativeInteger(_) | Value::Float(_) => {
                let number = Positive::deserialize_from_value(value, location)?;
                Ok(Self::Number(number.number()))
            }
            other => {
                let found = kind_in_words(other.kind());
                let detail = format!("expected a number or a metric's name, found {found}");
                Err(Mistakes::at(location, detail))
            }
        }
    }
}
