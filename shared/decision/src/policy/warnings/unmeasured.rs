//! Rules that see nothing of a target that has nothing.

use jiff::Timestamp;

use super::doubt;
use crate::{Capacity, Mistake, Policy, TargetKind, rules::Need};

/// Amazon ECS developer guide, CloudWatch metrics: a service has none while no task of it runs.
pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let may_be_empty = policy.kind == TargetKind::EcsService && policy.bounds.min() == Capacity(0);
    let mut counted = policy.rules.iter().filter(|entry| !entry.shadow);
    let all_measure = counted.all(|entry| {
        let needs = entry.rule.needs();
        needs.iter().any(|need: &Need| need.metric().is_some())
    });
    let unmeasured = (may_be_empty && all_measure).then(|| {
        doubt(
            "/bounds/min",
            "a service without tasks has no metrics, and all of these rules look at some: once it \
             has none it stays so",
        )
    });
    unmeasured.into_iter().collect()
}
