//! Groups that nothing comes together in.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let few = policy.groups.iter().filter_map(|group| {
        let members = policy.rules.iter();
        let members = members.filter(|entry| entry.group.as_ref() == Some(&group.name));
        let detail = match members.count() {
            0 => "no rule is in this group",
            1 => "only one rule is in this group: it counts as if it were in none",
            _ => return None,
        };
        Some(doubt(format!("/groups/{}", group.name), detail))
    });
    few.collect()
}
