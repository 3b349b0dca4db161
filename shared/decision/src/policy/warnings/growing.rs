//! A threshold that grows with the units and begins below the one that does not.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy, rules::Rule};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let least = policy.bounds.min();
    let counted = policy.rules.iter().enumerate();
    let counted = counted.filter(|(_, entry)| !entry.shadow);
    let low = counted.filter_map(|(index, entry)| {
        let Rule::LoadPlusOnline(rule) = &entry.rule else {
            return None;
        };
        let (up, down) = (rule.borne_by(least), rule.down()?);
        (up < down).then(|| {
            let detail = format!(
                "this scales in under {down}, where with {least} units it scales out from {up} on: \
                 between them capacity goes up and down"
            );
            doubt(format!("/rules/{index}/load_plus_online/down"), detail)
        })
    });
    low.collect()
}
