//! Rules that rest: after their step was taken, samples do not count for a while.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rules::LONGEST_LOOKBACK;

/// Until when each rule rests, by what the rule is known by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rests(BTreeMap<String, Timestamp>);

impl Rests {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn until(&self, of: &str) -> Option<Timestamp> {
        self.0.get(of).copied()
    }

    pub fn begin(&mut self, of: &str, until: Timestamp) {
        self.0.insert(of.to_owned(), until);
    }

    /// These begin.
    pub(crate) fn take_over(&mut self, beginning: &mut Self) {
        self.0.append(&mut beginning.0);
    }

    /// Forgets the rests that no rule can look back to.
    pub(crate) fn forget_long_over(&mut self, now: Timestamp) {
        self.0
            .retain(|_, until| now < LONGEST_LOOKBACK.after(*until));
    }
}
