//! What Kinesis allows an account in a second: API reference, each call's page; us-east-1.
//!
//! ListShards has no pace: it is allowed 1,000 times a second for each stream, and the pages of a
//! stream are asked for one after the other.

use super::{DESCRIBE, DISABLE, ENABLE, LIST_STREAMS, MERGE, SPLIT, TAGS, UPDATE};
use crate::pace::Pace;

#[derive(Debug)]
pub(super) struct Paces {
    pub(super) describe: Pace,
    pub(super) list: Pace,
    pub(super) tags: Pace,
    pub(super) update: Pace,
    pub(super) split: Pace,
    pub(super) merge: Pace,
    pub(super) enable: Pace,
    pub(super) disable: Pace,
}

impl Default for Paces {
    fn default() -> Self {
        Self {
            describe: Pace::of(DESCRIBE, 20),
            list: Pace::of(LIST_STREAMS, 5),
            tags: Pace::of(TAGS, 5),
            update: Pace::of(UPDATE, 10),
            split: Pace::of(SPLIT, 5),
            merge: Pace::of(MERGE, 5),
            enable: Pace::of(ENABLE, 5),
            disable: Pace::of(DISABLE, 5),
        }
    }
}
