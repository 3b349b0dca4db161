//! What the guard says of blindness.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, guards::Says};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Every rule that watches load sees it.
    Nothing,
    /// Not all can see; the floor rises at `until`, if there is one.
    Blind {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    /// Nor is anything added.
    Held {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    /// Blind for too long.
    Raised { since: Timestamp, floor: Capacity },
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Blind { until, .. } | Self::Held { until, .. } => *until,
            Self::Nothing | Self::Raised { .. } => None,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Blind { since, .. } => write!(f, "blind since {since}"),
            Self::Held { since, .. } => write!(f, "blind since {since}, and nothing is added"),
            Self::Raised { since, floor } => write!(f, "blind since {since}, so at least {floor}"),
        }
    }
}
