//! A pause that is over.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, now: Timestamp) -> Vec<Mistake> {
    let pause = policy.guards.pause;
    let over = pause
        .and_then(|pause| pause.end())
        .filter(|end| *end <= now);
    let over = over.map(|end| {
        let detail = format!("the pause ended at {end} and does nothing");
        doubt("/guards/pause/until", detail)
    });
    over.into_iter().collect()
}
