//! A rule that is there twice.

use jiff::Timestamp;

use super::doubt;
use crate::{Mistake, Policy};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let words: Vec<_> = policy
        .rules
        .iter()
        .map(|entry| format!("{:?} {:?} {}", entry.rule, entry.group, entry.shadow))
        .collect();
    let repeats = words.iter().enumerate().filter_map(|(index, word)| {
        let first = words.iter().take(index).position(|other| other == word)?;
        let detail = format!("this is the rule /rules/{first} again");
        Some(doubt(format!("/rules/{index}"), detail))
    });
    repeats.collect()
}
