//! What is legal in a policy and probably not what was meant. One file per warning.

mod ages;
mod comparisons;
mod cooldowns;
mod dates;
mod fixed;
mod flapping;
mod groups;
mod growing;
mod late;
mod overrides;
mod pauses;
mod peaks;
mod repeats;
mod schedules;
mod shadows;
mod sustained;
mod unmeasured;
mod windows;

use jiff::Timestamp;

use super::{Mistake, Policy};

/// The doubts in turn; each says where and why.
const ALL: [fn(&Policy, Timestamp) -> Vec<Mistake>; 18] = [
    fixed::doubts,
    unmeasured::doubts,
    shadows::doubts,
    repeats::doubts,
    flapping::doubts,
    growing::doubts,
    sustained::doubts,
    ages::doubts,
    comparisons::doubts,
    schedules::doubts,
    peaks::doubts,
    dates::doubts,
    groups::doubts,
    windows::doubts,
    cooldowns::doubts,
    pauses::doubts,
    overrides::doubts,
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
