//! What the service allows an account, all its streams together.

pub mod rates;

use serde::{Deserialize, Serialize};

pub use rates::{Moment, Rates};

/// The limits and settings of the account. The defaults are those of us-east-1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountSpec {
    /// Open shards of provisioned streams.
    pub shard_limit: u32,
    /// Streams in on-demand mode.
    pub on_demand_stream_limit: u32,
    /// Whether On-demand Advantage is on: without it there is no warm throughput.
    pub minimum_throughput_billing_commitment: bool,
    /// Whether calls are refused that come faster than the API's limits.
    pub rate_limits: bool,
}

impl Default for AccountSpec {
    fn default() -> Self {
        Self {
            shard_limit: 20_000,
            on_demand_stream_limit: 50,
            minimum_throughput_billing_commitment: false,
            rate_limits: true,
        }
    }
}
