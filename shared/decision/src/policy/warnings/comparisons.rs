//! Expressions that compare what is never equal.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy, rules::Rule};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (index, entry) in policy.rules.iter().enumerate() {
        let Rule::Expression(expression) = &entry.rule else {
            continue;
        };
        let doubts = expression.doubts().map(|(field, doubted)| {
            doubt(
                format!("/rules/{index}/expression/{field}"),
                doubted.to_string(),
            )
        });
        found.extend(doubts);
    }
    found
}
