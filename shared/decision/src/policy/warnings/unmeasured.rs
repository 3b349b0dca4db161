//! Rules that see nothing of a target that has nothing.

use jiff::Timestamp;

use super::doubt;
use crate::{Capacity, Mistake, Policy, TargetKind, rules::Entry};

/// Amazon ECS developer guide, CloudWatch metrics: a service has none while no task of it runs.
pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let may_be_empty = policy.kind == TargetKind::EcsService && policy.bounds.min() == Capacity(0);
    let counted: Vec<_> = policy.rules.iter().filter(|entry| !entry.shadow).collect();
    let measures = |entry: &&Entry| {
        let needs = entry.rule.needs();
        needs.iter().any(|need| need.metric().is_some())
    };
    let unmeasured = may_be_empty && !counted.is_empty() && counted.iter().all(measures);
    let doubted = unmeasured.then(|| {
        doubt(
            "/bounds/min",
            "a service without tasks has no metrics, and all of these rules look at some: once it \
             has none it stays so",
        )
    });
    doubted.into_iter().collect()
}
