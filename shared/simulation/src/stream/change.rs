//! Changes of a stream: what is asked for, whether the service takes it, and how long it is under
//! way.

use std::{collections::VecDeque, ops::RangeInclusive};

use super::{Layout, Mode, Refused, Shard, monitoring::ShardMetrics};

/// UpdateShardCount calls that are accepted in a rolling day.
pub const CALLS_PER_DAY: usize = 10;
/// Switches of the capacity mode that are accepted in a rolling day.
pub const SWITCHES_PER_DAY: usize = 2;
/// The most shards that UpdateShardCount takes.
pub const MOST_SHARDS: u32 = 10_000;

/// The span of the quotas, in seconds.
pub(crate) const DAY_SECONDS: i64 = 86_400;
/// A split, a merge, a switch of mode or the fixed part of anything else, in seconds.
const OPERATION_SECONDS: i64 = 30;
/// What each split and merge of an UpdateShardCount call adds, in seconds.
const SECONDS_PER_OPERATION: i64 = 1;
/// A new setting of enhanced monitoring, in seconds.
const MONITORING_SECONDS: i64 = 10;

/// How a stream's shards are to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reshard {
    /// SplitShard: the upper half begins at a key.
    Split {
        /// The shard's id.
        shard: String,
        /// NewStartingHashKey.
        key: u128,
    },
    /// MergeShards.
    Merge {
        /// The id of the lower shard, ShardToMerge.
        shard: String,
        /// The id of the shard after it, AdjacentShardToMerge.
        adjacent: String,
    },
    /// UpdateShardCount: this many uniform shards.
    Update(i64),
}

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Create,
    Delete,
    Split { number: u64, key: u128 },
    Merge { number: u64 },
    Uniform(u32),
    Mode { mode: Mode, warm: Option<u32> },
    Warm(u32),
    Monitoring(ShardMetrics),
}

impl Change {
    /// The change that a reshard is, and by how many shards there will be more: as far as the
    /// shards tell.
    ///
    /// # Errors
    /// [`Refused`] for what does not fit the shards.
    pub(crate) fn of(reshard: &Reshard, layout: &Layout) -> Result<(Self, i64), Refused> {
        match reshard {
            Reshard::Split { shard, key } => {
                let shard = find(layout, shard)?;
                Ok((split(&shard, *key)?, 1))
            }
            Reshard::Merge { shard, adjacent } => {
                let (shard, adjacent) = (find(layout, shard)?, find(layout, adjacent)?);
                Ok((merge(&shard, &adjacent)?, -1))
            }
            Reshard::Update(target) => {
                let (open, target) = (layout.open(), count(*target)?);
                if !reach(open).contains(&target) {
                    return Err(Refused::Factor { target, open });
                }
                Ok((Self::Uniform(target), i64::from(target) - i64::from(open)))
            }
        }
    }

    /// How long it is under way.
    pub(crate) fn seconds(&self, layout: &Layout) -> i64 {
        match self {
            Self::Uniform(shards) => {
                let operations = i64::from(layout.operations_to_uniform(*shards));
                OPERATION_SECONDS + SECONDS_PER_OPERATION * operations
            }
            Self::Monitoring(_) => MONITORING_SECONDS,
            _ => OPERATION_SECONDS,
        }
    }
}

/// The shard counts that one UpdateShardCount call can reach.
#[must_use]
pub fn reach(open: u32) -> RangeInclusive<u32> {
    open.div_ceil(2)..=open.saturating_mul(2).min(MOST_SHARDS)
}

fn find(layout: &Layout, id: &str) -> Result<Shard, Refused> {
    let shard = Shard::number_in(id).and_then(|number| layout.shard(number));
    shard
        .cloned()
        .ok_or_else(|| Refused::NoShard(id.to_owned()))
}

fn open(shard: &Shard) -> Result<(), Refused> {
    match shard.closed {
        None => Ok(()),
        Some(_) => Err(Refused::Closed(shard.id())),
    }
}

fn split(shard: &Shard, key: u128) -> Result<Change, Refused> {
    let (first_key, last_key) = (shard.first_key, shard.last_key);
    if key <= first_key.saturating_add(1) || key >= last_key {
        return Err(Refused::KeyOutside {
            key,
            first_key,
            last_key,
        });
    }
    open(shard)?;
    let number = shard.number;
    Ok(Change::Split { number, key })
}

fn merge(shard: &Shard, adjacent: &Shard) -> Result<Change, Refused> {
    if shard.last_key.checked_add(1) != Some(adjacent.first_key) {
        return Err(Refused::NotAdjacent(shard.id(), adjacent.id()));
    }
    open(shard)?;
    open(adjacent)?;
    let number = shard.number;
    Ok(Change::Merge { number })
}

fn count(target: i64) -> Result<u32, Refused> {
    match u32::try_from(target) {
        Ok(0) | Err(_) if target < 1 => Err(Refused::TooFew(target)),
        Ok(count) if count <= MOST_SHARDS => Ok(count),
        _ => Err(Refused::TooMany(target)),
    }
}

/// Times of calls, of which only so many are accepted in a rolling day.
#[derive(Clone, Debug)]
pub(crate) struct DailyQuota {
    most: usize,
    times: VecDeque<i64>,
}

impl DailyQuota {
    pub(crate) fn new(most: usize) -> Self {
        let times = VecDeque::new();
        Self { most, times }
    }

    pub(crate) fn left(&self, now: i64) -> usize {
        let recent = self.times.iter().filter(|time| **time + DAY_SECONDS > now);
        self.most.saturating_sub(recent.count())
    }

    pub(crate) fn spend(&mut self, now: i64) {
        self.times.retain(|time| *time + DAY_SECONDS > now);
        self.times.push_back(now);
    }
}

#[cfg(test)]
mod tests;
