//! What can be seen of a stream: now, or as it was.

use std::collections::BTreeMap;

use super::{Change, Consumer, Layout, Mode, Shard, ShardMetrics, Stream, StreamStatus, Totals};
use crate::load::Demand;

/// A stream as it was at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What it was doing.
    pub status: StreamStatus,
    /// Its shards by number, those that were closed and kept among them.
    pub shards: Vec<Shard>,
}

impl View {
    /// The shards that were open.
    pub fn open(&self) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(|shard| shard.closed.is_none())
    }
}

impl Stream {
    /// The stream as it was `seconds` ago.
    #[must_use]
    pub fn seen(&self, seconds_ago: i64) -> View {
        let time = self.now - seconds_ago.max(0);
        let mut shards: Vec<Shard> = match seconds_ago {
            ..=0 => self.layout.shards().cloned().collect(),
            _ => (self.layout.shards())
                .filter_map(|shard| shard.seen_at(time))
                .collect(),
        };
        shards.sort_unstable_by_key(|shard| shard.number);
        let changing = |(begun, ends): &(i64, i64)| (*begun..*ends).contains(&time);
        let status = match seconds_ago {
            ..=0 => self.status(),
            _ if self.changes.iter().any(changing) => StreamStatus::Updating,
            _ => StreamStatus::Active,
        };
        View { status, shards }
    }

    /// What it is doing.
    #[must_use]
    pub fn status(&self) -> StreamStatus {
        match &self.under_way {
            None => StreamStatus::Active,
            Some((Change::Create, _)) => StreamStatus::Creating,
            Some((Change::Delete, _)) => StreamStatus::Deleting,
            Some(_) => StreamStatus::Updating,
        }
    }

    /// The shards, open and closed.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How capacity is provided.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// When the stream was made, in seconds since the epoch.
    #[must_use]
    pub fn created(&self) -> i64 {
        self.created
    }

    /// The present, in seconds since the epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// For how many hours records are kept, and the shards that hold them.
    #[must_use]
    pub fn retention_hours(&self) -> u32 {
        self.retention_hours
    }

    /// The oldest second whose records are kept.
    #[must_use]
    pub fn kept_since(&self) -> i64 {
        self.now - i64::from(self.retention_hours) * 3600
    }

    /// The metrics of shards that are enabled.
    #[must_use]
    pub fn shard_metrics(&self) -> &ShardMetrics {
        self.monitoring.enabled()
    }

    /// The warm throughput that was asked for, and what the shards are good for, in MiB per
    /// second; none for a provisioned stream.
    #[must_use]
    pub fn warm_throughput(&self) -> Option<(u32, u32)> {
        let target = match &self.under_way {
            Some((Change::Warm(target), _)) => Some(*target),
            _ => self.on_demand.warm,
        };
        let open = self.layout.open();
        (self.mode == Mode::OnDemand).then(|| (target.unwrap_or(open), open))
    }

    /// The tags.
    #[must_use]
    pub fn tags(&self) -> &BTreeMap<String, String> {
        &self.tags
    }

    /// UpdateShardCount calls that the service would still accept in the present 24 hours.
    #[must_use]
    pub fn calls_left(&self) -> usize {
        self.calls.left(self.now)
    }

    /// The consumer.
    #[must_use]
    pub fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// Records since the beginning.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.writes.totals()
    }

    /// The override in force.
    #[must_use]
    pub fn override_in_force(&self) -> Option<Demand> {
        self.load.override_in_force()
    }

    /// The demand of the present second.
    pub fn demand(&mut self) -> Demand {
        self.load.at(self.now)
    }
}
