//! What one guard did.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Guard, Word};
use crate::Capacity;

/// What one guard did to a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restraint {
    pub guard: Guard,
    pub before: Capacity,
    pub after: Capacity,
    /// `None`: the guard had nothing to restrain, because nothing was to be changed that it minds.
    pub word: Option<Word>,
    /// What would have been decided without this guard, where it changed anything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without: Option<Capacity>,
}

impl Restraint {
    /// Whether another restraint is the same, numbers aside.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let alike = match (&self.word, &other.word) {
            (Some(one), Some(other)) => one.is_like(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let changed = |said: &Self| said.before != said.after;
        self.guard == other.guard && changed(self) == changed(other) && alike
    }

    /// When the guard may let something else through though only time passes.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.word.as_ref().and_then(Word::until)
    }

    /// Whether the guard has not been shown the members that it would have to see.
    pub(crate) fn lacks_members(&self) -> bool {
        self.word.as_ref().is_some_and(Word::lacks_members)
    }
}

impl fmt::Display for Restraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.guard.name();
        match &self.word {
            None => write!(f, "{name}: nothing to restrain"),
            Some(word) if self.before == self.after => write!(f, "{name}: {word}"),
            Some(word) => write!(
                f,
                "{name}: {} instead of {}, {word}",
                self.after, self.before
            ),
        }
    }
}
