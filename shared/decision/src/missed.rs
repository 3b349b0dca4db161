//! What could not be seen, and why.

use std::{borrow::Cow, fmt};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Metric;

/// Why a metric says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gap")]
pub enum Gap {
    /// No complete sample at all.
    NoData,
    /// The newest complete sample ended too long ago.
    Stale { newest: Timestamp },
    /// Every sample is from before the last change of capacity.
    BeforeChange { change: Timestamp },
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData => f.write_str("has no data"),
            Self::Stale { newest } => write!(f, "has no data since {newest}"),
            Self::BeforeChange { change } => {
                write!(f, "has no data since the capacity changed at {change}")
            }
        }
    }
}

/// What could not be seen, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// A metric's name, or what else was to be seen in words.
    pub what: Cow<'static, str>,
    #[serde(flatten)]
    pub gap: Gap,
}

impl Missed {
    #[must_use]
    pub fn of(metric: Metric, gap: Gap) -> Self {
        Self {
            what: Cow::Borrowed(metric.name()),
            gap,
        }
    }
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.gap)
    }
}
