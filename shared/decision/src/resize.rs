//! A change of capacity as a policy says it: more, less, or an exact number.

use std::fmt;

use deserr::ValuePointerRef;
use serde::{Deserialize, Serialize};

use crate::{Adjustment, Capacity, Direction, policy::Mistakes};

/// Another capacity, by way of the one that there is or by itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Resize {
    Add(Adjustment),
    Remove(Adjustment),
    To(Capacity),
}

impl Resize {
    /// What the one of `add`, `remove` and `to` asks for that a document at `location` gives.
    pub(crate) fn only_one(
        add: Option<Adjustment>,
        remove: Option<Adjustment>,
        to: Option<u32>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let to = to.map(|units| Self::To(Capacity(units).min(Capacity::MAX)));
        match (add.map(Self::Add), remove.map(Self::Remove), to) {
            (Some(one), None, None) | (None, Some(one), None) | (None, None, Some(one)) => Ok(one),
            _ => {
                let detail = "expected one of `add`, `remove` and `to`";
                Err(Mistakes::at(location, detail))
            }
        }
    }

    /// An exact capacity is reached from either side.
    pub(crate) fn direction(self) -> Option<Direction> {
        match self {
            Self::Add(_) => Some(Direction::Out),
            Self::Remove(_) => Some(Direction::In),
            Self::To(_) => None,
        }
    }

    pub(crate) fn applied_to(self, current: Capacity) -> Capacity {
        match self {
            Self::Add(amount) => amount.added_to(current),
            Self::Remove(amount) => amount.removed_from(current),
            Self::To(exact) => exact,
        }
    }
}

impl fmt::Display for Resize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(amount) => write!(f, "add {amount}"),
            Self::Remove(amount) => write!(f, "remove {amount}"),
            Self::To(exact) => write!(f, "to {exact}"),
        }
    }
}
