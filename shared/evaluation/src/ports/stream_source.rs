//! How streams are kept, for their bill.

use std::future::Future;

use super::PortError;

/// Who decides how many shards a stream has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamMode {
    /// Whoever reshards it.
    Provisioned,
    /// Kinesis itself.
    OnDemand,
}

/// How a stream is kept, as far as its bill depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamUpkeep {
    pub mode: StreamMode,
    pub open_shards: u32,
    /// The enhanced fan-out consumers that are registered.
    pub fan_out_consumers: u32,
    /// The metrics that are sent of each shard.
    pub shard_level_metrics: u32,
}

/// Looks at how streams are kept, those too that are not ours to scale.
pub trait StreamSource: Send + Sync {
    fn upkeep(&self, stream: &str) -> impl Future<Output = Result<StreamUpkeep, PortError>> + Send;
}
