//! What the guard says of an override.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, guards::Says};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No override is set, or it is over.
    Nothing,
    InForce {
        capacity: Capacity,
        until: Timestamp,
    },
    /// On the way back from the override; the next step may be taken at `until`.
    Ramp {
        capacity: Capacity,
        until: Timestamp,
    },
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            Self::InForce { until, .. } | Self::Ramp { until, .. } => Some(*until),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::InForce { capacity, until } => write!(f, "set to {capacity} until {until}"),
            Self::Ramp { capacity, until } => {
                write!(
                    f,
                    "in steps down from {capacity}, the next one from {until}"
                )
            }
        }
    }
}
