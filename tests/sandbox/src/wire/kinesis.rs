//! Kinesis: what its control plane answers.

mod account;
mod describe;
mod input;
mod monitoring;
mod reshard;
mod shards;
mod streams;
mod tags;

use serde_json::Value;
use simulation::{
    World,
    stream::{Refused, Stream},
};

use super::refusal::Refusal;
use input::Input;

/// The account that all streams are in.
const ACCOUNT: &str = "000000000000";

/// What a call has to do with.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) input: &'a Value,
    /// How old the sight is that reads get, in seconds.
    pub(crate) stale: i64,
    /// How far the service's clock is ahead, in seconds.
    pub(crate) skew: i64,
}

/// Performs an action. Null is an answer without a body.
pub(crate) fn answer(ask: Ask<'_>, action: &str) -> Result<Value, Refusal> {
    let input = Input(ask.input);
    let Ask {
        world, stale, skew, ..
    } = ask;
    match action {
        "AddTagsToStream" => tags::add(world, input),
        "CreateStream" => streams::create(world, input),
        "DeleteStream" => streams::delete(world, input),
        "DescribeAccountSettings" => Ok(account::settings(world)),
        "DescribeLimits" => Ok(account::limits(world)),
        "DescribeStreamSummary" => describe::summary(world, input, stale, skew),
        "DisableEnhancedMonitoring" => monitoring::disable(world, input),
        "EnableEnhancedMonitoring" => monitoring::enable(world, input),
        "ListShards" => shards::list(world, input, stale),
        "ListStreams" => streams::list(world, input, skew),
        "ListTagsForResource" => tags::of_resource(world, input),
        "ListTagsForStream" => tags::of_stream(world, input),
        "MergeShards" => reshard::merge(world, input),
        "RemoveTagsFromStream" => tags::remove(world, input),
        "SplitShard" => reshard::split(world, input),
        "TagResource" => tags::add_to_resource(world, input),
        "UntagResource" => tags::remove_from_resource(world, input),
        "UpdateAccountSettings" => account::update_settings(world, input),
        "UpdateShardCount" => reshard::update(world, input),
        "UpdateStreamMode" => streams::switch_mode(world, input),
        "UpdateStreamWarmThroughput" => streams::set_warm_throughput(world, input),
        other => Err(Refusal::unknown_operation(other)),
    }
}

fn stream<'a>(world: &'a World, name: &str) -> Result<&'a Stream, Refusal> {
    let found = world.streams().get(name);
    found.ok_or_else(|| refused(name, &Refused::NoStream))
}

fn refused(name: &str, why: &Refused) -> Refusal {
    let message = match why {
        Refused::NoStream => format!("Stream {name} under account {ACCOUNT} not found."),
        other => format!("Stream {name} under account {ACCOUNT}: {other}"),
    };
    Refusal::of(why.refused_as().name(), message)
}

fn arn(name: &str) -> String {
    format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}")
}
