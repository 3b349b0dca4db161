//! How long a rule rests after its change was made.

use std::fmt;

use jiff::Timestamp;

use crate::{
    Period, Rests,
    row::{Row, Sustained},
};

/// A time in which samples do not count, after a change was made.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    /// Counted from when the row of samples had filled what was asked.
    length: Period,
    /// What the rule is known by in the state.
    of: String,
}

impl Rest {
    /// The rule is known by all that it `says`, so that a rule that is changed does not rest.
    pub(super) fn new(length: Period, says: fmt::Arguments<'_>) -> Self {
        let of = format!("{says} {length}");
        Self { length, of }
    }

    pub(super) fn of(&self) -> &str {
        &self.of
    }

    /// What one of its members is known by, that led to a change.
    pub(super) fn of_member(&self, id: &str) -> String {
        format!("{} of {id}", self.of)
    }

    /// Until when the rule rests, or has rested.
    pub(super) fn until(&self, rests: &Rests) -> Option<Timestamp> {
        rests.until(&self.of)
    }

    /// Until when it will have rested after a change for `row`; a sample that led to the change
    /// never counts again.
    pub(super) fn after(&self, row: Row, asked: Sustained) -> Timestamp {
        self.length.after(row.filled_at(asked)).max(row.newest)
    }
}
