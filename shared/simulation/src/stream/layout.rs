//! The shards of a stream: ranges of hash keys, their parents, and what they accept.

use std::collections::VecDeque;

use super::{SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS};
use crate::load::Demand;

/// Seconds that a closed shard is still listed: the default retention of its records, a day.
const RETENTION_SECONDS: i64 = 86_400;

/// One shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number, counted up over the life of the stream.
    pub number: u64,
    /// The first hash key of its range.
    pub first_key: u128,
    /// The last hash key of its range.
    pub last_key: u128,
    /// The number of the shard that it came from.
    pub parent: Option<u64>,
    /// The number of the second shard that it came from, if it was merged.
    pub adjacent_parent: Option<u64>,
    /// When it was opened, in seconds since the epoch.
    pub opened: i64,
    /// When it was closed, in seconds since the epoch; `None` while it is open.
    pub closed: Option<i64>,
}

/// All shards of a stream.
#[derive(Clone, Debug)]
pub struct Layout {
    closed: VecDeque<Shard>,
    open: Vec<Shard>,
    next: u64,
}

impl Layout {
    /// `shards` (at least 1) equal ranges.
    #[must_use]
    pub fn uniform(shards: u32, now: i64) -> Self {
        let mut layout = Self {
            closed: VecDeque::new(),
            open: Vec::new(),
            next: 0,
        };
        layout.open_uniform(shards.max(1), now);
        layout
    }

    /// Closes every shard and opens `shards` equal ones. A new shard's parents are the first two
    /// old ones that its range touches.
    pub(crate) fn become_uniform(&mut self, shards: u32, now: i64) {
        let old = std::mem::take(&mut self.open);
        self.open_uniform(shards, now);
        for shard in &mut self.open {
            let mut parents = old.iter().filter(|parent| {
                parent.first_key <= shard.last_key && parent.last_key >= shard.first_key
            });
            shard.parent = parents.next().map(|parent| parent.number);
            shard.adjacent_parent = parents.next().map(|parent| parent.number);
        }
        self.closed.extend(old.into_iter().map(|shard| Shard {
            closed: Some(now),
            ..shard
        }));
        while self
            .closed
            .front()
            .is_some_and(|shard| shard.closed.is_some_and(|at| at + RETENTION_SECONDS < now))
        {
            self.closed.pop_front();
        }
    }

    fn open_uniform(&mut self, shards: u32, now: i64) {
        let shards = u128::from(shards);
        // 2^128 / shards, which does not fit when there is one shard: then its range is all.
        let width = u128::MAX / shards + u128::from(shards > 1 && u128::MAX % shards == shards - 1);
        for index in 0..shards {
            let last_key = if index + 1 == shards {
                u128::MAX
            } else {
                width * (index + 1) - 1
            };
            self.open.push(Shard {
                number: self.next,
                first_key: width * index,
                last_key,
                parent: None,
                adjacent_parent: None,
                opened: now,
                closed: None,
            });
            self.next += 1;
        }
    }

    /// How many shards are open.
    #[must_use]
    pub fn open(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    /// The open shards, by their range.
    #[must_use]
    pub fn open_shards(&self) -> &[Shard] {
        &self.open
    }

    /// Closed shards whose records are still kept, then the open ones.
    pub fn shards(&self) -> impl Iterator<Item = &Shard> {
        self.closed.iter().chain(&self.open)
    }

    /// What is accepted of a second's demand. Keys and record sizes are uniform and layouts equal,
    /// so that the shards are all alike and one answers for all of them.
    pub(crate) fn accepts(&self, demand: Demand) -> Demand {
        let shards = f64::from(self.open());
        let over = (demand.bytes / (shards * SHARD_WRITE_BYTES))
            .max(demand.records / (shards * SHARD_WRITE_RECORDS))
            .max(1.0);
        Demand {
            bytes: demand.bytes / over,
            records: demand.records / over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_equal_and_leave_no_gap() {
        for shards in [1, 2, 3, 4, 7, 1000] {
            let layout = Layout::uniform(shards, 0);
            let open = layout.open_shards();
            assert_eq!(
                (open[0].first_key, open.last().unwrap().last_key),
                (0, u128::MAX)
            );
            assert!(
                open.windows(2)
                    .all(|pair| pair[0].last_key + 1 == pair[1].first_key)
            );
        }
        let quarter = Layout::uniform(4, 0).open_shards()[0].last_key;
        assert_eq!(quarter, 85_070_591_730_234_615_865_843_651_857_942_052_863);
    }

    #[test]
    fn new_shards_name_their_parents() {
        let mut layout = Layout::uniform(2, 0);
        layout.become_uniform(4, 60);
        let parents: Vec<_> = layout
            .open_shards()
            .iter()
            .map(|shard| shard.parent.unwrap())
            .collect();
        assert_eq!(parents, [0, 0, 1, 1]);
        layout.become_uniform(2, 120);
        let merged = &layout.open_shards()[0];
        assert_eq!(
            (merged.number, merged.parent, merged.adjacent_parent),
            (6, Some(2), Some(3))
        );
        assert_eq!(layout.shards().count(), 8);
    }
}
