//! Bounds that leave nothing to decide.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let (min, max) = (policy.bounds.min(), policy.bounds.max());
    let fixed = (min == max).then(|| {
        doubt(
            "/bounds",
            format!("the least and the most are both {min}: the rules change nothing"),
        )
    });
    fixed.into_iter().collect()
}
