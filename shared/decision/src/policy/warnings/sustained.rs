//! Steps that are looked at less often than they are sustained.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Period, Policy, rules::Rule};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let seldom = policy
        .rules
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| {
            let Rule::Step(step) = &entry.rule else {
                return None;
            };
            let (held, every) = (step.held()?, policy.every);
            (held != Period::ZERO && held < every).then(|| {
                let detail = format!(
                    "the target is evaluated every {every}: what lasted {held} may be over before \
                 anybody looks"
                );
                doubt(format!("/rules/{index}/step/for"), detail)
            })
        });
    seldom.collect()
}
