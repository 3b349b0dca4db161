//! Which policy scales which target: the policies and the memories of targets, joined.
//!
//! Targets follow from the policies at every tick, so that an update of a policy is never half
//! applied; the memory of a target that no policy names any more expires by itself.

mod selecting;

use std::{collections::HashMap, str::FromStr, sync::Arc};

use decision::{
    Period, Policy, TargetId, TargetKind,
    policy::{Selected, Selector},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    FailedTarget, Failure, Listing, Memory, Outcome, PortError, Record, Remembered, StoredPolicy,
};
use selecting::doubly;

/// A target with its policy and what is remembered of it.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub target: TargetId,
    /// How the policy came to it.
    pub selected: Selected,
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

/// What a policy selects in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub policy: String,
    pub message: String,
}

/// All targets of one kind.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    pub assignments: Vec<Assignment>,
    pub broken: Vec<Broken>,
    pub gone: Vec<Gone>,
    /// What selects targets among all that there are.
    pub selectors: Vec<Selector>,
    pub warnings: Vec<Warning>,
}

/// What is left to be joined.
struct Joining {
    memories: HashMap<TargetId, Remembered>,
    /// Which policy has a target, and how it came to it.
    taken: HashMap<TargetId, (String, Selected)>,
}

impl Roster {
    /// Whether any of these policies selects among all targets that there are.
    #[must_use]
    pub fn selects(policies: &[StoredPolicy]) -> bool {
        let selects = |stored: &StoredPolicy| {
            let mut places = ["/targets/patterns", "/targets/tags"].iter();
            places.any(|place| stored.document.pointer(place).is_some())
        };
        policies.iter().any(selects)
    }

    /// Joins policies and memories. Who names a target has it before who selects it; of two that
    /// name it, or select it, the first by name has it.
    #[must_use]
    pub fn of(
        kind: TargetKind,
        policies: &[StoredPolicy],
        remembered: Vec<Remembered>,
        listing: &Listing,
    ) -> Self {
        let by_target = |known: Remembered| (known.target.clone(), known);
        let mut joining = Joining {
            memories: remembered.into_iter().map(by_target).collect(),
            taken: HashMap::new(),
        };
        let mut roster = Self::default();
        let mut selecting = Vec::new();
        for stored in policies {
            match Policy::parse(&stored.document) {
                Ok(policy) if policy.kind == kind => {
                    let policy = Arc::new(policy);
                    roster.assign_named(&policy, stored.version, &mut joining);
                    if let Some(selector) = &policy.selector {
                        roster.selectors.push(selector.clone());
                        selecting.push((policy, stored.version));
                    }
                }
                Ok(_) => {}
                Err(mistakes) => {
                    let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
                    roster.report_broken(kind, stored, &mistakes.join("; "), &mut joining);
                }
            }
        }
        roster.select(&selecting, listing, &mut joining);
        roster.retire(&selecting, listing, joining.memories);
        roster
    }

    fn assign_named(&mut self, policy: &Arc<Policy>, policy_version: u64, joining: &mut Joining) {
        for target in policy.target_ids() {
            if let Some((owner, _)) = joining.taken.get(&target) {
                let message = format!("policy `{owner}` scales {target} already");
                self.broken.push(doubly(policy, policy_version, message));
                continue;
            }
            self.assign(policy, policy_version, target, Selected::ByName, joining);
        }
    }

    fn assign(
        &mut self,
        policy: &Arc<Policy>,
        policy_version: u64,
        target: TargetId,
        selected: Selected,
        joining: &mut Joining,
    ) {
        let owner = (policy.name.clone(), selected.clone());
        joining.taken.insert(target.clone(), owner);
        let known = joining.memories.remove(&target);
        let version = known.as_ref().map_or(0, |known| known.version);
        match known.map_or_else(|| Ok(Memory::default()), |known| known.memory) {
            Ok(memory) => self.assignments.push(Assignment {
                target,
                selected,
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

    /// Each target that a broken document still names reports what is wrong with it.
    fn report_broken(
        &mut self,
        kind: TargetKind,
        stored: &StoredPolicy,
        mistakes: &str,
        joining: &mut Joining,
    ) {
        let (named_kind, mut names) = legible_targets(&stored.document);
        if names.is_empty() || Self::selects(std::slice::from_ref(stored)) {
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
