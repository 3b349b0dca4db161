//! Rules that are all in shadow.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let all = policy.rules.iter().all(|entry| entry.shadow);
    let detail = "every rule is in shadow: all are recorded, none counts";
    all.then(|| doubt("/rules", detail)).into_iter().collect()
}
