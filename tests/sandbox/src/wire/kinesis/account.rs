//! DescribeLimits, and the settings of the account.

use serde_json::{Value, json};
use simulation::World;

use super::{Input, input::missing};
use crate::wire::refusal::Refusal;

const COMMITMENT: &str = "MinimumThroughputBillingCommitment";

pub(super) fn limits(world: &World) -> Value {
    json!({
        "ShardLimit": world.account().shard_limit,
        "OpenShardCount": world.open_shards(),
        "OnDemandStreamCount": world.on_demand_streams(),
        "OnDemandStreamCountLimit": world.account().on_demand_stream_limit,
    })
}

pub(super) fn settings(world: &World) -> Value {
    let status = match world.account().minimum_throughput_billing_commitment {
        true => "ENABLED",
        false => "DISABLED",
    };
    json!({ COMMITMENT: { "Status": status } })
}

/// What is disabled is disabled at once: the model has no least duration of a commitment.
pub(super) fn update_settings(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let commitment = input
        .inside(COMMITMENT)?
        .ok_or_else(|| missing(COMMITMENT))?;
    let status = commitment.choice("Status", |text| match text {
        "ENABLED" => Some(true),
        "DISABLED" => Some(false),
        _ => None,
    })?;
    let status = status.ok_or_else(|| missing("Status"))?;
    world.account_mut().minimum_throughput_billing_commitment = status;
    Ok(settings(world))
}
