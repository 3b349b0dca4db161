//! Whom the rules of a policy follow.

use super::{targets::Targets, wrong};
use crate::{
    policy::Mistake,
    rules::{Entry, Need},
};

/// A target that followed itself would run away to a bound.
pub(super) fn check_follows(rules: &[Entry], targets: &Targets, mistakes: &mut Vec<Mistake>) {
    for (index, entry) in rules.iter().enumerate() {
        for need in entry.rule.needs() {
            let Need::CapacityOf(other) = need else {
                continue;
            };
            if other.kind == targets.kind && targets.names.contains(&other.name) {
                let detail = format!(
                    "{other} would follow itself; give it a policy of its own, and this one the others"
                );
                let pointer = format!("/rules/{index}/{}/name", entry.rule.kind());
                wrong(mistakes, &pointer, detail);
            }
        }
    }
}
