//! How late a change of a cron rule may be, beside how often the rule is looked at.

use super::wrong;
use crate::{
    Period,
    policy::Mistake,
    rules::{Entry, Rule},
};

/// A moment that is too long ago at the first evaluation after it would never count.
pub(super) fn check_late(rules: &[Entry], every: Period, mistakes: &mut Vec<Mistake>) {
    for (index, entry) in rules.iter().enumerate() {
        let Rule::Cron(cron) = &entry.rule else {
            continue;
        };
        let late = cron.late();
        if late < every {
            let detail = format!(
                "`{late}` is shorter than `evaluate.every`, {every}, so moments in between would \
                 be lost; expected at least {every}, or evaluate more often"
            );
            wrong(mistakes, &format!("/rules/{index}/cron/late"), detail);
        }
    }
}
