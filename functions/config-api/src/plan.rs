//! Splits and merges in the words of the API.

use decision::{
    Plan,
    reshard::{Operation, Way},
};
use evaluation::Operating;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One split or merge, and the plan that it is part of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReshardStep {
    /// `split` or `merge`.
    #[schema(example = "merge")]
    operation: &'static str,
    /// The hash key at which shards are parted or meet.
    at: String,
    /// The shards that were open before it.
    open: u32,
    /// As many even shards the stream is to be as strong as in the end.
    to: u32,
    /// The operations that were left, this one included.
    left: u32,
}

/// Splits and merges that are under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReshardPlan {
    /// `split`: the widest shards are halved. `merge`: neighbours are merged. `even`: both, to
    /// equal shards.
    #[schema(example = "even")]
    way: &'static str,
    /// As many even shards the stream is to be as strong as in the end.
    to: u32,
    since: Timestamp,
    /// When the last operation was asked for.
    acted_at: Timestamp,
}

impl From<&Operating> for ReshardStep {
    fn from(step: &Operating) -> Self {
        let (operation, at) = match step.operation {
            Operation::Split { at } => ("split", at),
            Operation::Merge { at } => ("merge", at),
        };
        Self {
            operation,
            at: at.to_string(),
            open: step.open.0,
            to: step.way.to(),
            left: step.left,
        }
    }
}

impl From<Plan> for ReshardPlan {
    fn from(plan: Plan) -> Self {
        Self {
            way: match plan.way {
                Way::Split { .. } => "split",
                Way::Merge { .. } => "merge",
                Way::Even { .. } => "even",
            },
            to: plan.way.to(),
            since: plan.since,
            acted_at: plan.acted_at,
        }
    }
}
