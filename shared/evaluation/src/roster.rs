//! Which policy scales which target: the policies and the memories of targets, joined.
//!
//! Targets follow from the policies at every tick, so that an update of a policy is never half
//! applied; the memory of a target that no policy names any more expires by itself.

mod broken;
mod gone;
mod parsed;
mod selecting;

use std::{collections::HashMap, sync::Arc};

use decision::{
    Decision, Policy, TargetId, TargetKind,
    policy::{Mistake, Selected, Selector},
    standing::stands,
};
use jiff::Timestamp;
use serde_json::Value;

pub use self::{broken::Broken, gone::Gone, parsed::ParsedPolicies};
use crate::{Listing, Memory, Record, Remembered, StoredPolicy};

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

impl Assignment {
    /// Whether there is to be a decision at `now`, or a plan goes on by the last one.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.is_to_be_decided_on(now) || self.standing(now).is_some()
    }

    /// Whether its time has come, or the policy has changed since it was decided on.
    fn is_to_be_decided_on(&self, now: Timestamp) -> bool {
        let changed = |record: &Record| {
            (&record.policy, record.policy_version) != (&self.policy.name, self.policy_version)
        };
        self.memory.is_due(now) || self.memory.record.as_ref().is_some_and(changed)
    }

    /// The decision that stands until the next one is due, if a plan goes on by it: the one by
    /// which its last operation was asked for. An event from before that is late, and moves nothing.
    pub(crate) fn standing(&self, now: Timestamp) -> Option<&Decision> {
        let memory = &self.memory;
        let goes_on = memory.scaling.plan.is_some() && !self.is_to_be_decided_on(now);
        let last = memory.record.as_ref().filter(|last| last.until <= now);
        let decision = last.filter(|_| goes_on)?.operated_by()?;
        stands(&self.policy, decision, now).then_some(decision)
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
    /// Whether any of these policies selects among all targets of the kind, as far as its document
    /// can be read.
    #[must_use]
    pub fn selects(kind: TargetKind, policies: &[StoredPolicy]) -> bool {
        let selects = |targets: &Value| {
            let of_kind = targets.get("kind").and_then(Value::as_str) == Some(kind.name());
            of_kind
                && ["patterns", "tags"]
                    .iter()
                    .any(|how| targets.get(how).is_some())
        };
        let mut targets = policies
            .iter()
            .filter_map(|stored| stored.document.get("targets"));
        targets.any(selects)
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
        let parse = |stored: &StoredPolicy| Policy::parse(&stored.document).map(Arc::new);
        let parsed = policies.iter().map(parse);
        Self::joined(kind, policies, parsed, remembered, listing)
    }

    /// As [`Self::of`], with what the policies say.
    pub(crate) fn joined(
        kind: TargetKind,
        policies: &[StoredPolicy],
        parsed: impl IntoIterator<Item = Result<Arc<Policy>, Vec<Mistake>>>,
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
        for (stored, parsed) in policies.iter().zip(parsed) {
            match parsed {
                Ok(policy) if policy.kind == kind => {
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
                self.broken
                    .push(Broken::of_policy(policy, policy_version, message));
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
}
