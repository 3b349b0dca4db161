//! A single key that is hot: no split relieves its shard.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Hot;
use crate::{
    Period,
    reshard::{HashKey, hash_key},
};

/// A split showed a single key when so much of the load went to one of the parts.
const ALL: f64 = 0.85;
/// After so long without a sight of the parts nothing is made of them.
const AWAITED: Period = Period::minutes(15);

/// A range of hash keys with one that gets more than a shard takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HotKey {
    #[serde(with = "hash_key")]
    pub first: HashKey,
    #[serde(with = "hash_key")]
    pub end: HashKey,
    pub since: Timestamp,
}

/// A hot shard that was split, until its parts are seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    #[serde(with = "hash_key")]
    pub first: HashKey,
    #[serde(with = "hash_key")]
    pub end: HashKey,
    pub at: Timestamp,
}

impl Cut {
    /// Whether its parts were not seen for too long.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        AWAITED.after(self.at) <= now
    }

    /// The part that got the load of both, if one did.
    pub(super) fn unrelieved<'a>(&self, parts: impl Iterator<Item = &'a Hot>) -> Option<Hot> {
        let parts: Vec<_> = parts
            .filter(|part| self.first <= part.first && part.end <= self.end)
            .collect();
        let all: f64 = parts.iter().map(|part| part.load).sum();
        let hottest = parts
            .iter()
            .max_by(|one, other| one.load.total_cmp(&other.load))?;
        (1 < parts.len() && ALL * all <= hottest.load).then_some(**hottest)
    }
}
