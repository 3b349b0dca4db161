//! Targets that cannot be evaluated, because something of them cannot be understood.

use std::{slice, str::FromStr};

use decision::{Period, Policy, TargetId, TargetKind, policy::Selected};
use jiff::Timestamp;
use serde_json::Value;

use super::{Joining, Roster};
use crate::{FailedTarget, Failure, Memory, Outcome, PortError, Record, Remembered, StoredPolicy};

/// A target that cannot be evaluated, because its policy or its memory cannot be understood.
#[derive(Clone, Debug)]
pub struct Broken {
    pub target: Option<TargetId>,
    pub policy: String,
    pub policy_version: u64,
    pub version: u64,
    /// `None`: the memory is what is broken, and must not be overwritten.
    pub memory: Option<Memory>,
    pub error: PortError,
}

impl Broken {
    /// What is wrong with a policy, no target of which would say so.
    pub(super) fn of_policy(policy: &Policy, policy_version: u64, message: String) -> Self {
        Self {
            target: None,
            policy: policy.name.clone(),
            policy_version,
            version: 0,
            memory: None,
            error: PortError {
                operation: "roster",
                failure: Failure::Refused,
                message,
            },
        }
    }

    pub(crate) fn say(&self) -> String {
        self.error.to_string()
    }

    pub(crate) fn failed(&self) -> Option<FailedTarget> {
        Some(FailedTarget {
            target: self.target.as_ref()?.to_string(),
            failure: self.error.failure,
            message: self.say(),
        })
    }

    /// The memory that was loaded, and the one with the failure in it; `None` when there is no
    /// memory to be trusted, or it is not due.
    pub(crate) fn memories(&self, now: Timestamp) -> Option<(&Memory, Memory)> {
        let before = self.memory.as_ref().filter(|memory| memory.is_due(now))?;
        let record = Record {
            since: now,
            until: now,
            times: 1,
            policy: self.policy.clone(),
            policy_version: self.policy_version,
            outcome: Outcome::Failed {
                failure: self.error.failure,
                message: self.say(),
            },
            ended: None,
            problems: Vec::new(),
        };
        let after = Memory {
            next_evaluation: Some(Memory::next_after(now, Period::minutes(1))),
            record: Some(record.after(before.record.as_ref())),
            ..before.clone()
        };
        Some((before, after))
    }
}

impl Roster {
    /// Each target that a broken document still names reports what is wrong with it.
    pub(super) fn report_broken(
        &mut self,
        kind: TargetKind,
        stored: &StoredPolicy,
        mistakes: &str,
        joining: &mut Joining,
    ) {
        let (named_kind, mut names) = legible_targets(&stored.document);
        if names.is_empty() || Self::selects(kind, slice::from_ref(stored)) {
            // They cannot be read from it: its targets are those that it scaled until now.
            let was_its = |known: &&Remembered| known.scaled_by() == Some(&stored.name);
            let known = joining.memories.values().filter(was_its);
            names.extend(known.map(|known| known.target.name.clone()));
        }
        if named_kind.is_some_and(|named| named != kind) {
            return;
        }
        let message = format!("policy `{}` cannot be understood: {mistakes}", stored.name);
        let error = PortError {
            operation: "policy",
            failure: Failure::Malformed,
            message,
        };
        let broken = |target: Option<TargetId>, known: Option<Remembered>| Broken {
            target,
            policy: stored.name.clone(),
            policy_version: stored.version,
            version: known.as_ref().map_or(0, |known| known.version),
            memory: known.map_or_else(|| Some(Memory::default()), |known| known.memory.ok()),
            error: error.clone(),
        };
        if names.is_empty() {
            self.broken.push(broken(None, None));
        }
        for name in names {
            let target = TargetId { kind, name };
            if joining.taken.contains_key(&target) {
                continue;
            }
            let owner = (stored.name.clone(), Selected::ByName);
            joining.taken.insert(target.clone(), owner);
            let known = joining.memories.remove(&target);
            self.broken.push(broken(Some(target), known));
        }
    }
}

/// What can be read of the targets of a document that is no policy.
fn legible_targets(document: &Value) -> (Option<TargetKind>, Vec<String>) {
    let kind = document.pointer("/targets/kind").and_then(Value::as_str);
    let kind = kind.and_then(|kind| TargetKind::from_str(kind).ok());
    let names = document.pointer("/targets/names").and_then(Value::as_array);
    let names = names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned);
    (kind, names.take(decision::policy::MAX_TARGETS).collect())
}
