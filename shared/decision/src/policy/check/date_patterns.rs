//! How many date patterns the rules have together.

use super::wrong;
use crate::{
    policy::Mistake,
    rules::{Entry, Rule},
};

/// The most of one policy: all are matched at every evaluation of every target.
const MOST: usize = 128;

pub(super) fn check_date_patterns(rules: &[Entry], mistakes: &mut Vec<Mistake>) {
    let mut all = 0;
    for (index, entry) in rules.iter().enumerate() {
        let (field, patterns) = match &entry.rule {
            Rule::Schedule(schedule) => ("patterns", schedule.patterns()),
            Rule::Expression(expression) => ("time_based", expression.time_based()),
            _ => continue,
        };
        let before = all;
        all += patterns.map_or(0, |patterns| patterns.minimums().count());
        if before <= MOST && MOST < all {
            let detail = format!(
                "with these the policy has more than {MOST} date patterns; write several as one, \
                 such as `(Mon|Tue)`, or ranges of hours"
            );
            let pointer = format!("/rules/{index}/{}/{field}", entry.rule.kind());
            wrong(mistakes, &pointer, detail);
        }
    }
}
