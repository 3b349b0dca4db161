//! Which members triggered, for the record.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Metric, row::Sustained, threshold::Threshold};

/// More are not named in a sentence.
const MOST_SAID: usize = 3;

/// The members that triggered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub(super) metric: Metric,
    pub(super) threshold: Threshold,
    pub(super) sustained: Sustained,
    /// By name, those first that have been past the threshold longest; not more than a hundred.
    pub(super) triggered: Vec<String>,
    /// How many there are in all.
    pub(super) count: u32,
    /// Members with data, and without.
    pub(super) seen: u32,
    pub(super) unseen: u32,
    /// Nobody triggers until then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) resting: Option<Timestamp>,
    /// What rests if the change is made, and until when.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) rests: Vec<(String, Timestamp)>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, seen, .. } = self;
        if let Some(until) = self.resting {
            return write!(
                f,
                "{metric} of no member counts until {until}, because the rule rests"
            );
        }
        let threshold = self.threshold.words(metric.unit());
        let sustained = self.sustained.words();
        match self.count {
            0 => write!(f, "{metric} of none of {seen} members")?,
            count => write!(f, "{metric} of {count} of {seen} members")?,
        }
        let named: Vec<_> = self.triggered.iter().take(MOST_SAID).cloned().collect();
        match usize::try_from(self.count).map_or(0, |count| count.saturating_sub(named.len())) {
            0 if named.is_empty() => {}
            0 => write!(f, " ({})", named.join(", "))?,
            more => write!(f, " ({} and {more} more)", named.join(", "))?,
        }
        write!(f, " has been {threshold} {sustained}")?;
        match self.unseen {
            0 => Ok(()),
            unseen => write!(f, "; of {unseen} nothing is known"),
        }
    }
}
