//! The ways to pay for a stream: one file each.

mod advantage;
mod on_demand;
mod provisioned;

use std::fmt;

use serde::Serialize;

pub(crate) use advantage::advantage;
pub(crate) use on_demand::on_demand;
pub(crate) use provisioned::provisioned;

/// A way to keep a stream, and to pay for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// Provisioned, with the shards that there were.
    Provisioned,
    /// Provisioned, with as many shards all the time as the busiest interval takes.
    ProvisionedAtPeak,
    OnDemand,
    OnDemandAdvantage,
}

impl fmt::Display for Billing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provisioned => "provisioned as it was",
            Self::ProvisionedAtPeak => "provisioned at a fixed size",
            Self::OnDemand => "on demand",
            Self::OnDemandAdvantage => "on-demand Advantage",
        })
    }
}
