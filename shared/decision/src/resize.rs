//! A change of capacity as a policy says it: more, less, or an exact number.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Adjustment, Capacity};

/// Another capacity, by way of the one that there is or by itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Resize {
    Add(Adjustment),
    Remove(Adjustment),
    To(Capacity),
}

impl Resize {
    /// What `add`, `remove` and `to` of a document ask for, each that is given.
    pub(crate) fn all_of(
        add: Option<Adjustment>,
        remove: Option<Adjustment>,
        to: Option<u32>,
    ) -> Vec<Self> {
        let to = to.map(|units| Capacity(units).min(Capacity::MAX));
        let given = [
            add.map(Self::Add),
            remove.map(Self::Remove),
            to.map(Self::To),
        ];
        given.into_iter().flatten().collect()
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
