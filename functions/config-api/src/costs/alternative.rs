//! The alternatives in the words of the API.

use pricing::{Advice, Alternative, Billing, Charge, Usd};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::to_thousandth;

/// One way to keep the stream.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlternativeCost {
    /// `provisioned` (as it was), `provisioned_at_peak` (a fixed size that carries the busiest
    /// minute), `on_demand`, `on_demand_advantage`.
    #[schema(value_type = String, example = "provisioned")]
    billing: Billing,
    /// On the average; null where nobody chooses them.
    shards: Option<f64>,
    #[schema(value_type = f64)]
    usd: Usd,
    /// Without what the account pays for and does not use.
    #[schema(value_type = f64)]
    share: Usd,
    items: Vec<Line>,
}

/// A line of a bill.
#[derive(Debug, Serialize, ToSchema)]
struct Line {
    #[schema(value_type = String, example = "shard_hours")]
    charge: Charge,
    amount: f64,
    #[schema(value_type = f64)]
    usd: Usd,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Better {
    #[schema(value_type = String, example = "on_demand")]
    billing: Billing,
    #[schema(value_type = f64)]
    saves: Usd,
}

impl From<&Alternative> for AlternativeCost {
    fn from(alternative: &Alternative) -> Self {
        let Alternative {
            billing,
            shards,
            bill,
        } = alternative;
        let items = bill.items.iter().map(|item| Line {
            charge: item.charge,
            amount: to_thousandth(item.amount),
            usd: item.usd.rounded(),
        });
        Self {
            billing: *billing,
            shards: shards.map(to_thousandth),
            usd: bill.total().rounded(),
            share: bill.used().rounded(),
            items: items.collect(),
        }
    }
}

impl Better {
    pub(super) fn than(advice: &Advice) -> Option<Self> {
        let (better, saves) = advice.better()?;
        Some(Self {
            billing: better.billing,
            saves: saves.rounded(),
        })
    }
}
