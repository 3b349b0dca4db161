//! What is legal in a policy and probably not what was meant. One file per warning.

mod cooldowns;
mod fixed;
mod flapping;
mod groups;
mod late;
mod pauses;
mod repeats;
mod schedules;
mod shadows;
mod sustained;
mod windows;

use jiff::Timestamp;

use super::{Mistake, Policy};

/// The doubts in turn; each says where and why.
const ALL: [fn(&Policy, Timestamp) -> Vec<Mistake>; 11] = [
    fixed::doubts,
    shadows::doubts,
    repeats::doubts,
    flapping::doubts,
    sustained::doubts,
    schedules::doubts,
    groups::doubts,
    windows::doubts,
    cooldowns::doubts,
    pauses::doubts,
    late::doubts,
];

impl Policy {
    /// What is legal and probably not what was meant, with its place in the document.
    #[must_use]
    pub fn warnings(&self, now: Timestamp) -> Vec<Mistake> {
        ALL.iter().flat_map(|doubts| doubts(self, now)).collect()
    }
}

fn doubt(pointer: impl Into<String>, detail: impl Into<String>) -> Mistake {
    Mistake {
        pointer: pointer.into(),
        detail: detail.into(),
    }
}

#[cfg(test)]
mod tests;
