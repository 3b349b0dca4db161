//! What a metric that is tracked was seen to be, for the record.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, Metric, Period, Summary};

/// The newest value, and what it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub(super) metric: Metric,
    pub(super) at: Timestamp,
    pub(super) value: f64,
    /// What the value says of the samples of the window; the newest sample where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) of: Option<(Summary, Period)>,
    /// How much of the value is a rise that is taken to go on, and for how long.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) ahead: Option<(f64, Period)>,
    pub(super) target: f64,
    pub(super) within_tolerance: bool,
    /// The window has gaps: then less is not asked for, because what was not seen may be a peak.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) gaps: bool,
    pub(super) wanted: Capacity,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.metric.unit();
        let (value, target) = (unit.words(self.value), unit.words(self.target));
        let metric = self.metric;
        let value = match self.of {
            None => value,
            Some((statistic, window)) => format!("{value} ({statistic} of {window})"),
        };
        let value = match self.ahead {
            None => value,
            Some((rising, ahead)) => {
                format!(
                    "{value} ({} of it a rise within {ahead})",
                    unit.words(rising)
                )
            }
        };
        if self.within_tolerance {
            write!(f, "{metric} {value} is near its target of {target}")
        } else {
            let side = if self.value > self.target {
                "above"
            } else {
                "below"
            };
            write!(f, "{metric} {value} is {side} its target of {target}")?;
            let held = self.gaps && self.value < self.target;
            f.write_str(if held {
                " with gaps, and missing data never scales in"
            } else {
                ""
            })
        }
    }
}
