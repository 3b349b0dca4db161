//! How a step changes capacity: by a number, by per cent, or to an exact one.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::{Deserialize, Serialize};

use crate::{
    Capacity,
    policy::{Mistakes, kind_in_words},
};

/// An amount of capacity: `2` units or `25%` of what there is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    Units(u32),
    /// Above 0.
    PerCent(f64),
}

impl Adjustment {
    /// The units that this is of `capacity`: per cent are rounded away from zero and are at
    /// least one unit, so that a small target moves at all.
    #[must_use]
    pub fn of(self, capacity: Capacity) -> u32 {
        match self {
            Self::Units(units) => units,
            Self::PerCent(per_cent) => Capacity::holding(capacity.units() * per_cent / 100.0)
                .0
                .max(1),
        }
    }

    #[must_use]
    pub fn added_to(self, capacity: Capacity) -> Capacity {
        Capacity(capacity.0.saturating_add(self.of(capacity))).min(Capacity::MAX)
    }

    #[must_use]
    pub fn removed_from(self, capacity: Capacity) -> Capacity {
        Capacity(capacity.0.saturating_sub(self.of(capacity)))
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
        let expected = "expected a whole number of units or per cent such as \"25%\"";
        let found = kind_in_words(value.kind());
        let parsed = match value {
            Value::Integer(units) => u32::try_from(units)
                .ok()
                .filter(|units| (1..=Capacity::MAX.0).contains(units))
                .map(Self::Units),
            Value::String(text) => text
                .trim()
                .strip_suffix('%')
                .and_then(|number| number.trim().parse::<f64>().ok())
                .filter(|per_cent| per_cent.is_finite() && 0.0 < *per_cent && *per_cent <= 1e4)
                .map(Self::PerCent),
            _ => return Err(Mistakes::at(location, format!("{expected}, found {found}"))),
        };
        parsed.ok_or_else(|| Mistakes::at(location, format!("{expected}, more than 0")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_move_a_small_target_at_least_one_unit() {
        assert_eq!(Adjustment::PerCent(10.0).added_to(Capacity(1)), Capacity(2));
        assert_eq!(
            Adjustment::PerCent(25.0).added_to(Capacity(10)),
            Capacity(13)
        );
    }

    #[test]
    fn removing_stops_at_nothing() {
        assert_eq!(Adjustment::Units(5).removed_from(Capacity(3)), Capacity(0));
    }
}
