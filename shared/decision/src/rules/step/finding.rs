//! The samples that a step rule judged, for the record.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Metric, resize::Resize, row::Sustained, threshold::Threshold};

/// The samples that were judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub(super) metric: Metric,
    pub(super) newest: f64,
    /// Of the furthest level that was reached, or of the first.
    pub(super) threshold: Threshold,
    pub(super) change: Resize,
    pub(super) sustained: Sustained,
    /// Samples past the threshold, counted back from the newest.
    pub(super) past: u32,
    /// When the first of them began; `None`: the newest is not past it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) since: Option<Timestamp>,
    /// How many there have to be, where they cover time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) needed: Option<u32>,
    pub(super) reached: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) rest: Option<Resting>,
    /// Load has been past the threshold ever since the rule rested: nothing is to go.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) still_past: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Resting {
    /// Samples until then do not count.
    Now { until: Timestamp },
    /// What follows when the step is taken.
    Then { of: String, until: Timestamp },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, newest, .. } = self;
        let unit = metric.unit();
        let (newest, threshold) = (unit.words(*newest), self.threshold.words(unit));
        if let Some(Resting::Now { until }) = &self.rest {
            write!(f, "{metric} ")?;
            if self.still_past {
                write!(f, "{newest} is still {threshold}, but ")?;
            }
            return write!(f, "does not count until {until}, because the rule rests");
        }
        let sustained = self.sustained.words();
        if self.reached {
            return write!(f, "{metric} {newest} has been {threshold} {sustained}");
        }
        write!(f, "{metric} {newest} has not been {threshold} {sustained}")?;
        if let Some(needed) = self.needed {
            write!(f, " ({} of {needed} samples)", self.past)?;
        }
        f.write_str(if self.still_past {
            " since the rule rested, and was before"
        } else {
            ""
        })
    }
}
