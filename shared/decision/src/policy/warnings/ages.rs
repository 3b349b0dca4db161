//! What is older than it may be before anybody looks at it.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Period, Policy, rules::Rule};

/// What is known of another target is what its evaluation of the minute before left behind.
const OF_ANOTHER: Period = Period::minutes(2);

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let every = policy.every;
    let entries = policy.rules.iter().enumerate();
    let early = entries.filter_map(|(index, entry)| {
        let detail = match &entry.rule {
            Rule::External(external) if external.at_most_old() < every => format!(
                "the target is evaluated every {every}: a push that counts for {} may be too old \
                 before anybody looks",
                external.at_most_old()
            ),
            Rule::Follow(follow) if follow.at_most_old() < OF_ANOTHER => format!(
                "what is known of another target grows {OF_ANOTHER} old and more between two of its \
                 evaluations: with {} it would be unknown again and again",
                follow.at_most_old()
            ),
            _ => return None,
        };
        let kind = entry.rule.kind();
        Some(doubt(format!("/rules/{index}/{kind}/at_most_old"), detail))
    });
    early.collect()
}
