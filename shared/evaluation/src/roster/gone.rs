//! Targets that were selected, and are there no more.

use decision::TargetId;
use jiff::Timestamp;

use crate::{Memory, Outcome, Record};

/// A target that a policy selected, and that is there no more.
#[derive(Clone, Debug)]
pub struct Gone {
    pub target: TargetId,
    pub policy: String,
    pub policy_version: u64,
    pub version: u64,
    pub memory: Memory,
}

impl Gone {
    /// The memory with the last record in it.
    pub(crate) fn retired(&self, now: Timestamp) -> Memory {
        let record = Record {
            since: now,
            until: now,
            times: 1,
            policy: self.policy.clone(),
            policy_version: self.policy_version,
            outcome: Outcome::Retired,
            ended: None,
            problems: Vec::new(),
        };
        Memory {
            next_evaluation: None,
            record: Some(record),
            ..self.memory.clone()
        }
    }
}
