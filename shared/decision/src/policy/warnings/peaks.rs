//! A cap below what may be kept of a peak.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy, rules::Rule};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let counted = || {
        let entries = policy.rules.iter().enumerate();
        entries.filter(|(_, entry)| !entry.shadow)
    };
    let kept = counted().filter_map(|(index, entry)| match &entry.rule {
        Rule::Peak(peak) => Some((peak.kept_of(policy.bounds.max()), index)),
        _ => None,
    });
    let Some((most, peak)) = kept.max() else {
        return Vec::new();
    };
    let caps = counted().filter_map(|(index, entry)| match &entry.rule {
        Rule::Schedule(schedule) => Some((schedule.cap()?, index)),
        _ => None,
    });
    let below = caps.filter(|(cap, _)| *cap < most).map(|(cap, index)| {
        let detail = format!(
            "the cap {cap} is below what /rules/{peak} may keep of a peak, up to {most}; the cap wins"
        );
        doubt(format!("/rules/{index}/schedule/max"), detail)
    });
    below.collect()
}
