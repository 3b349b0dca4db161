//! The shards that are to be split or merged, by their width: which of equal ones is all the same.

use decision::reshard::{HashKey, Layout, Operation, Step};
use serde_json::Value;

use super::shards::Shards;

pub(super) enum Named {
    /// A shard of this width, in the middle.
    Split(HashKey),
    /// Two that touch, of this width together.
    Merge(HashKey),
}

impl Named {
    /// What is right; `None` where only a number is said, or Themis named a shard that was closed.
    pub(super) fn of(shards: &Shards, right: &Value) -> Option<Self> {
        let call = &right["calls"][0];
        let [split, merge] = ["split_shard_one_of", "merge_one_of"].map(|name| &right[name][0]);
        if let Some(id) = split.as_str() {
            return Some(Self::Split(shards.width(id)?));
        }
        if let Some([one, other]) = merge.as_array().map(Vec::as_slice) {
            return Self::pair(shards, one, other);
        }
        if !right["shards_after"].is_null() {
            return None;
        }
        match call["op"].as_str()? {
            "split_shard" => Some(Self::Split(shards.width(call["shard"].as_str()?)?)),
            _ => Self::pair(shards, &call["shard"], &call["adjacent_shard"]),
        }
    }

    fn pair(shards: &Shards, one: &Value, other: &Value) -> Option<Self> {
        let [one, other] = [one, other].map(|id| shards.width(id.as_str()?));
        Some(Self::Merge(one?.checked_add(other?)?))
    }

    pub(super) fn compare(self, layout: &Layout, step: Step) -> Result<(), String> {
        let ends = layout.firsts().iter().copied().skip(1);
        let ends = ends.chain([HashKey::MAX]);
        let mut ranges = layout.firsts().iter().copied().zip(ends);
        let right = match (&self, step) {
            (Self::Split(wide), Step::Operate(Operation::Split { at })) => ranges
                .find(|(first, end)| (first..end).contains(&&at))
                .is_some_and(|(first, end)| {
                    is_as_wide(*wide, end - first) && (end - at).abs_diff(at - first) <= 2
                }),
            (Self::Merge(wide), Step::Operate(Operation::Merge { at })) => {
                let before = layout.firsts().iter().rev().find(|first| **first < at);
                let after = ranges.find(|(first, _)| *first == at);
                let pair = before.zip(after).map(|(first, (_, end))| end - first);
                pair.is_some_and(|pair| is_as_wide(*wide, pair))
            }
            _ => false,
        };
        if right {
            Ok(())
        } else {
            Err(format!("{step:?} of {layout:?}"))
        }
    }
}

/// But for what rounding adds.
pub(super) fn is_as_wide(one: HashKey, other: HashKey) -> bool {
    one.abs_diff(other) <= one / 4_096
}
