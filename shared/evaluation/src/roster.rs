//! Which policy scales which target: the policies and the memories of targets, joined.
//!
//! Targets follow from the policies at every tick, so that an update of a policy is never half
//! applied; the memory of a target that no policy names any more expires by itself.

use std::{collections::HashMap, str::FromStr, sync::Arc};

use decision::{Period, Policy, TargetId, TargetKind};
use jiff::Timestamp;
use serde_json::Value;

use crate::{FailedTarget, Failure, Memory, Outcome, PortError, Record, Remembered, StoredPolicy};

/// A target with its policy and what is remembered of it.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub target: TargetId,
    pub policy: Arc<Policy>,
    pub policy_version: u64,
    /// The version under which the memory was loaded; 0 when there is none.
    pub version: u64,
    pub memory: Memory,
}

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

/// All targets of one kind.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    pub assignments: Vec<Assignment>,
    pub broken: Vec<Broken>,
}

impl Roster {
    /// Joins policies and memories. Of two policies that name one target the first by name has it.
    #[must_use]
    pub fn of(kind: TargetKind, policies: &[StoredPolicy], remembered: Vec<Remembered>) -> Self {
        let mut memories: HashMap<TargetId, Remembered> = remembered
            .into_iter()
            .map(|known| (known.target.clone(), known))
            .collect();
        let mut roster = Self::default();
        let mut taken = HashMap::new();
        for stored in policies {
            match Policy::parse(&stored.document) {
                Ok(policy) if policy.kind == kind => {
                    roster.assign(&Arc::new(policy), stored.version, &mut memories, &mut taken);
                }
                Ok(_) => {}
                Err(mistakes) => {
                    let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
                    let mistakes = mistakes.join("; ");
                    roster.report_broken(kind, stored, &mistakes, &mut memories, &mut taken);
                }
            }
        }
        roster
    }

    fn assign(
        &mut self,
        policy: &Arc<Policy>,
        policy_version: u64,
        memories: &mut HashMap<TargetId, Remembered>,
        taken: &mut HashMap<TargetId, String>,
    ) {
        for target in policy.target_ids() {
            if let Some(owner) = taken.get(&target) {
                let message = format!("policy `{owner}` scales {target} already");
                let error = PortError {
                    operation: "roster",
                    failure: Failure::Refused,
                    message,
                };
                self.broken.push(Broken {
                    target: None,
                    policy: policy.name.clone(),
                    policy_version,
                    version: 0,
                    memory: None,
                    error,
                });
                continue;
            }
            taken.insert(target.clone(), policy.name.clone());
            let known = memories.remove(&target);
            let version = known.as_ref().map_or(0, |known| known.version);
            match known.map_or_else(|| Ok(Memory::default()), |known| known.memory) {
                Ok(memory) => self.assignments.push(Assignment {
                    target,
                    policy: Arc::clone(policy),
                    policy_version,
                    version,
                    memory,
                }),
                Err(error) => self.broken.push(Broken {
                    target: Some(target),
                    policy: policy.name.clone(),
                    policy_version,
                    version,
                    memory: None,
                    error,
                }),
            }
        }
    }

    /// Each target that a broken document still names reports what is wrong with it.
    fn report_broken(
        &mut self,
        kind: TargetKind,
        stored: &StoredPolicy,
        mistakes: &str,
        memories: &mut HashMap<TargetId, Remembered>,
        taken: &mut HashMap<TargetId, String>,
    ) {
        let (named_kind, mut names) = legible_targets(&stored.document);
        if names.is_empty() {
            // Nothing can be read of it: its targets are those that it scaled until now.
            let was_its = |known: &&Remembered| known.scaled_by() == Some(&stored.name);
            names = memories
                .values()
                .filter(was_its)
                .map(|known| known.target.name.clone())
                .collect();
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
            if taken.contains_key(&target) {
                continue;
            }
            taken.insert(target.clone(), stored.name.clone());
            let known = memories.remove(&target);
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
