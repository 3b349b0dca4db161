//! Targets that follow each other in a circle would carry each other away to their bounds.

use std::collections::{BTreeMap, BTreeSet};

use decision::{Mistake, Policy, TargetId, rules::Need};

/// Where `policy` follows a target that, by way of the `others`, follows one of its own.
///
/// All targets of a policy follow the same ones, so that it is enough to go from policy to policy.
pub(crate) fn closed_by(policy: &Policy, others: &[Policy]) -> Vec<Mistake> {
    let of = |policy: &'_ Policy| policy.target_ids().collect::<Vec<_>>();
    let owners: BTreeMap<TargetId, &Policy> = others
        .iter()
        .flat_map(|other| of(other).into_iter().map(move |target| (target, other)))
        .collect();
    let own: BTreeSet<TargetId> = policy.target_ids().collect();
    let mut mistakes = Vec::new();
    for (index, entry) in policy.rules.iter().enumerate() {
        for need in entry.rule.needs() {
            if let Need::CapacityOf(followed) = need
                && let Some(closing) = leads_back(&followed, &owners, &own)
            {
                mistakes.push(Mistake {
                    pointer: format!("/rules/{index}/{}/name", entry.rule.kind()),
                    detail: format!(
                        "{followed} follows {closing} itself, at the end: targets cannot follow \
                         each other in a circle"
                    ),
                });
            }
        }
    }
    mistakes
}

/// The target of `own` that is followed, directly or at the end, from `start`.
fn leads_back(
    start: &TargetId,
    owners: &BTreeMap<TargetId, &Policy>,
    own: &BTreeSet<TargetId>,
) -> Option<TargetId> {
    let mut been = BTreeSet::new();
    let mut ahead = vec![start.clone()];
    while let Some(target) = ahead.pop() {
        if own.contains(&target) {
            return Some(target);
        }
        let Some(owner) = owners.get(&target) else {
            continue;
        };
        if been.insert(&owner.name) {
            ahead.extend(owner.follows());
        }
    }
    None
}
