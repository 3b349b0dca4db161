//! A Kinesis data stream under load: what its shards accept, what its consumer reads, and how it
//! is changed.

mod act;
pub mod change;
pub mod consumer;
mod keys;
pub mod layout;
pub mod metric;
pub mod monitoring;
mod on_demand;
pub mod refused;
mod retries;
mod run;
pub mod shard;
pub mod view;
mod writes;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

pub use change::Reshard;
pub use consumer::Consumer;
pub use keys::{Distribution, HotKey, KeySpec};
pub use layout::Layout;
pub use metric::{ShardMetric, StreamMetric};
pub use monitoring::ShardMetrics;
pub use refused::{Refused, RefusedAs};
pub use shard::Shard;
pub use view::View;
pub use writes::{Rejected, Totals};

use crate::{load::StreamLoad, metrics::History};
use change::{CALLS_PER_DAY, Change, DailyQuota, SWITCHES_PER_DAY};
pub(crate) use keys::Keys;
use monitoring::Monitoring;
use on_demand::OnDemand;
use writes::Writes;

/// Bytes that a shard takes in a second: 1 MiB.
pub const SHARD_WRITE_BYTES: f64 = 1_048_576.0;
/// Records that a shard takes in a second.
pub const SHARD_WRITE_RECORDS: f64 = 1000.0;
/// Bytes that a shard gives in a second: 2 MiB.
pub const SHARD_READ_BYTES: f64 = 2_097_152.0;

/// How a stream's capacity is provided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// Shards are asked for.
    #[default]
    Provisioned,
    /// The service sees to it.
    OnDemand,
}

/// What a stream is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StreamStatus {
    /// It is being created, and holds nothing yet.
    Creating,
    /// It can be changed.
    Active,
    /// It is being changed, and serves as it did before.
    Updating,
    /// It is being deleted.
    Deleting,
}

impl StreamStatus {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}

/// What a stream is built of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) mode: Mode,
    pub(crate) layout: Layout,
    pub(crate) load: StreamLoad,
    pub(crate) keys: Keys,
    pub(crate) rejected: Rejected,
    pub(crate) consumer: Consumer,
    pub(crate) retention_hours: u32,
    pub(crate) monitoring: ShardMetrics,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) seed: u64,
}

/// One stream.
#[derive(Clone, Debug)]
pub struct Stream {
    mode: Mode,
    load: StreamLoad,
    layout: Layout,
    writes: Writes,
    consumer: Consumer,
    monitoring: Monitoring,
    on_demand: OnDemand,
    history: History<{ StreamMetric::COUNT }>,
    retention_hours: u32,
    tags: BTreeMap<String, String>,
    under_way: Option<(Change, i64)>,
    /// When changes began and ended, for whoever looks back.
    changes: VecDeque<(i64, i64)>,
    calls: DailyQuota,
    switches: DailyQuota,
    seed: u64,
    created: i64,
    now: i64,
}

impl Stream {
    /// A stream that is there at `now` (seconds since the epoch).
    pub(crate) fn new(parts: Parts, now: i64) -> Self {
        let mut monitoring = Monitoring::default();
        monitoring.enable(parts.monitoring);
        Self {
            mode: parts.mode,
            load: parts.load,
            layout: parts.layout,
            writes: Writes::new(parts.keys, parts.rejected),
            consumer: parts.consumer,
            monitoring,
            on_demand: OnDemand::default(),
            history: History::new(60),
            retention_hours: parts.retention_hours,
            tags: parts.tags,
            under_way: None,
            changes: VecDeque::new(),
            calls: DailyQuota::new(CALLS_PER_DAY),
            switches: DailyQuota::new(SWITCHES_PER_DAY),
            seed: parts.seed,
            created: now,
            now,
        }
    }
}

#[cfg(test)]
mod tests;
