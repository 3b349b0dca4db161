//! Targets that policies select, and those that are there no more.

use std::{collections::HashMap, sync::Arc};

use decision::{
    Policy, TargetId,
    policy::{Pattern, Selected, Selector},
};

use super::{Broken, Gone, Joining, Roster, Warning};
use crate::{Listing, Outcome, Remembered};

impl Roster {
    /// Every listed target goes to the first policy, by name, that selects it, unless one names it.
    pub(super) fn select(
        &mut self,
        selecting: &[(Arc<Policy>, u64)],
        listing: &Listing,
        joining: &mut Joining,
    ) {
        for (policy, version) in selecting {
            let Some(selector) = &policy.selector else {
                continue;
            };
            let mut selected = 0_usize;
            let mut taken: HashMap<String, (usize, TargetId)> = HashMap::new();
            for (name, listed) in &listing.targets {
                let Some(how) = selector.select(name, listed.tags()) else {
                    continue;
                };
                selected += 1;
                let target = TargetId {
                    kind: policy.kind,
                    name: name.clone(),
                };
                match joining.taken.get(&target) {
                    Some((_, Selected::ByName)) => {}
                    // It would run away to a bound.
                    None if policy.follows().any(|followed| followed == target) => {}
                    None => self.assign(policy, *version, target, how, joining),
                    Some((owner, _)) => {
                        let (count, _) = taken.entry(owner.clone()).or_insert((0, target));
                        *count += 1;
                    }
                }
            }
            self.broken.extend(taken.into_iter().map(|(owner, (count, first))| {
                let message = format!("policy `{owner}` scales {count} of what `{}` selects already, {first} the first of them", policy.name);
                Broken::of_policy(policy, *version, message)
            }));
            let vain = in_vain(policy, selector, listing, selected);
            self.warnings
                .extend(vain.into_iter().map(|message| Warning {
                    policy: policy.name.clone(),
                    message,
                }));
        }
    }

    /// What such a policy scaled until now, nobody scales any more, and was not listed, is gone.
    pub(super) fn retire(
        &mut self,
        selecting: &[(Arc<Policy>, u64)],
        listing: &Listing,
        left: HashMap<TargetId, Remembered>,
    ) {
        if listing.at.is_none() {
            return;
        }
        for (target, known) in left {
            let Ok(memory) = known.memory else { continue };
            let Some(record) = &memory.record else {
                continue;
            };
            let by = selecting
                .iter()
                .find(|(policy, _)| policy.name == record.policy);
            let (Some((policy, policy_version)), false) = (by, record.outcome == Outcome::Retired)
            else {
                continue;
            };
            if !listing.targets.contains_key(&target.name) {
                self.gone.push(Gone {
                    target,
                    policy: policy.name.clone(),
                    policy_version: *policy_version,
                    version: known.version,
                    memory,
                });
            }
        }
    }
}

/// What a policy selects in vain.
fn in_vain(
    policy: &Policy,
    selector: &Selector,
    listing: &Listing,
    selected: usize,
) -> Vec<String> {
    let name = &policy.name;
    let Some(at) = listing.at else {
        return vec![format!(
            "policy `{name}` selects nothing yet: the account has not been listed"
        )];
    };
    if selected == 0 {
        return vec![format!(
            "policy `{name}` selects nothing that there was at {at}"
        )];
    }
    let idle = |pattern: &&Pattern| !listing.targets.keys().any(|name| pattern.fits(name));
    let patterns = selector.patterns.iter().filter(idle);
    let say =
        |pattern| format!("`{pattern}` of policy `{name}` fits nothing that there was at {at}");
    patterns.map(say).collect()
}
