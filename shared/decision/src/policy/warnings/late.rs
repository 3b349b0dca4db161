//! Blindness that a single late sample brings about, or acts on.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Period, Policy, metrics};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let every = Period::seconds(metrics::resolution(policy.kind));
    let usual = every.times(2).plus(metrics::COLLECTION_LAG);
    let stale = policy.guards.stale_after().filter(|after| *after < usual);
    let blind = stale.map(|after| {
        let detail = format!(
            "with {after} one sample that is late makes the target blind, because a sample comes \
             every {every}; {usual} would bear one"
        );
        doubt("/guards/missing/stale_after", detail)
    });
    let hasty = policy.guards.patience().filter(|after| *after < every);
    let raised = hasty.map(|after| {
        let detail = format!(
            "after {after} of blindness there is the floor at once when one sample is late, because \
             a sample comes every {every}"
        );
        doubt("/guards/missing/after", detail)
    });
    blind.into_iter().chain(raised).collect()
}
