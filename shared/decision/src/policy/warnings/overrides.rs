//! An override that is over.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, now: Timestamp) -> Vec<Mistake> {
    let over = policy.guards.override_over(policy.bounds, now);
    let over = over.map(|end| {
        let detail = format!("the override ended at {end} and does nothing");
        doubt("/guards/manual/until", detail)
    });
    over.into_iter().collect()
}
