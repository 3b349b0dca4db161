//! What is kept of one target between evaluations.

use decision::{Period, ScalingState, TargetId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Ledger, PortError, Record, Status};

/// The memory of a target: one item, saved under a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// From this time on there is to be a decision, or earlier if the policy changes; `None`: there has
    /// been none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_evaluation: Option<Timestamp>,
    pub scaling: ScalingState,
    /// How the target stood when it was last looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// When it was last looked at, in vain or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Timestamp>,
    /// The newest record; older ones are in the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// How much capacity there was on the last days.
    #[serde(skip_serializing_if = "Ledger::is_empty")]
    pub ledger: Ledger,
}

/// A status and when it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub status: Status,
    pub at: Timestamp,
}

/// A memory as it was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    pub target: TargetId,
    /// 0 when nothing is stored yet.
    pub version: u64,
    /// An item that cannot be understood is an error of its target alone.
    pub memory: Result<Memory, PortError>,
}

impl Remembered {
    /// The policy that was in force at the last evaluation.
    #[must_use]
    pub fn scaled_by(&self) -> Option<&String> {
        let record = self.memory.as_ref().ok()?.record.as_ref();
        record.map(|record| &record.policy)
    }
}

impl Memory {
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.next_evaluation.is_none_or(|next| next <= now)
    }

    /// How long it is from the minute of `now` until the next evaluation.
    pub(crate) fn rest(&self, now: Timestamp) -> Period {
        let next = self.next_evaluation.unwrap_or(now);
        Period::between(minute(now), next)
    }

    /// The time of the next evaluation: on whole minutes, so that a schedule that is some seconds
    /// early or late misses none.
    #[must_use]
    pub fn next_after(now: Timestamp, every: Period) -> Timestamp {
        every.after(minute(now))
    }
}

fn minute(now: Timestamp) -> Timestamp {
    let minute = now.as_second().div_euclid(60) * 60;
    Timestamp::from_second(minute).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_that_is_late_and_then_early_misses_no_tick() {
        let late: Timestamp = "2026-03-02T12:00:07Z".parse().unwrap();
        let early: Timestamp = "2026-03-02T12:01:01Z".parse().unwrap();
        let memory = Memory {
            next_evaluation: Some(Memory::next_after(late, Period::minutes(1))),
            ..Memory::default()
        };
        assert!(memory.is_due(early));
        assert!(!memory.is_due(late));
    }
}
