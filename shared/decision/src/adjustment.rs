//! How a step changes capacity: by a number, by per cent, or to an exact one.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, PerCent,
    policy::{Mistakes, kind_in_words},
};

/// An amount of capacity: `2` units or `25%` of what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(
    with = "serde_json::Value",
    description = "An amount of capacity: units, or per cent of what there is; rounded towards more capacity.",
    extend(
        "anyOf" = [
            {"type": "integer", "minimum": 1, "maximum": Capacity::MAX},
            {"type": "string", "pattern": r"^\d{1,4}(\.\d\d?)? ?%$"}
        ],
        "examples" = [2, "25%"]
    )
)]
pub enum Adjustment {
    Units(u32),
    PerCent(PerCent),
}

impl Adjustment {
    /// More capacity: per cent are rounded up and are at least one unit, so that a small target
    /// moves at all.
    #[must_use]
    pub fn added_to(self, capacity: Capacity) -> Capacity {
        let added = match self {
            Self::Units(units) => units,
            Self::PerCent(per_cent) => per_cent.rounded_up(capacity).max(1),
        };
        Capacity(capacity.0.saturating_add(added)).min(Capacity::MAX)
    }

    /// Less capacity: per cent are rounded toward what there is, so that a tenth of nine units is
    /// none.
    #[must_use]
    pub fn removed_from(self, capacity: Capacity) -> Capacity {
        let removed = match self {
            Self::Units(units) => units,
            Self::PerCent(per_cent) => per_cent.rounded_down(capacity),
        };
        Capacity(capacity.0.saturating_sub(removed))
    }
}

impl fmt::Display for Adjustment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(units) => write!(f, "{units}"),
            Self::PerCent(per_cent) => write!(f, "{per_cent} %"),
        }
    }
}

impl Deserr<Mistakes> for Adjustment {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let expected = "expected a whole number of units or per cent such as \"25%\" or \"2.5%\"";
        let found = kind_in_words(value.kind());
        let parsed = match value {
            Value::Integer(units) => u32::try_from(units)
                .ok()
                .filter(|units| (1..=Capacity::MAX.0).contains(units))
                .map(Self::Units),
            Value::String(text) => text
                .trim()
                .strip_suffix('%')
                .and_then(|number| PerCent::parse(number.trim()))
                .map(Self::PerCent),
            _ => return Err(Mistakes::at(location, format!("{expected}, found {found}"))),
        };
        parsed.ok_or_else(|| {
            Mistakes::at(
                location,
                format!("{expected}, more than 0 and at most 10000%"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_cent(text: &str) -> Adjustment {
        Adjustment::PerCent(PerCent::parse(text).unwrap())
    }

    #[test]
    fn per_cent_move_a_small_target_out_at_least_one_unit() {
        assert_eq!(per_cent("10").added_to(Capacity(1)), Capacity(2));
        assert_eq!(per_cent("25").added_to(Capacity(10)), Capacity(13));
        assert_eq!(per_cent("50").added_to(Capacity(0)), Capacity(1));
    }

    #[test]
    fn per_cent_to_remove_are_rounded_toward_what_there_is() {
        assert_eq!(per_cent("50").removed_from(Capacity(5)), Capacity(3));
        assert_eq!(per_cent("10").removed_from(Capacity(9)), Capacity(9));
        assert_eq!(per_cent("150").removed_from(Capacity(7)), Capacity(0));
    }

    #[test]
    fn removing_stops_at_nothing() {
        assert_eq!(Adjustment::Units(5).removed_from(Capacity(3)), Capacity(0));
    }
}
