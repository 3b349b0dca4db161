//! Steps out and steps in that meet: then capacity goes up and down for ever.

use jiff::Timestamp;

use super::doubt;
use crate::{Direction, Mistake, Policy, rules::Rule};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let counted = policy
        .rules
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.shadow);
    let steps: Vec<_> = counted
        .filter_map(|(index, entry)| match &entry.rule {
            Rule::Step(step) => Some((index, step)),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for (index, inward) in &steps {
        let Some(low) = inward.threshold(Direction::In) else {
            continue;
        };
        for (other, outward) in &steps {
            let Some(high) = outward.threshold(Direction::Out) else {
                continue;
            };
            if inward.metric() == outward.metric() && high <= low {
                let detail = format!(
                    "this scales in under {low}, where /rules/{other} scales out over {high}: \
                     between them capacity goes up and down"
                );
                found.push(doubt(format!("/rules/{index}/step"), detail));
            }
        }
    }
    found
}
