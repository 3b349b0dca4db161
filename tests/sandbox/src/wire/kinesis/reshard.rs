//! SplitShard, MergeShards, UpdateShardCount.

use serde_json::{Value, json};
use simulation::{World, stream::Reshard};

use super::{Input, arn, input::missing, refused, stream};
use crate::wire::refusal::Refusal;

pub(super) fn split(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let shard = input.required_word("ShardToSplit")?.to_owned();
    let key = input.hash_key("NewStartingHashKey")?;
    reshard(world, input.stream()?, &Reshard::Split { shard, key })?;
    Ok(Value::Null)
}

pub(super) fn merge(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let shard = input.required_word("ShardToMerge")?.to_owned();
    let adjacent = input.required_word("AdjacentShardToMerge")?.to_owned();
    reshard(world, input.stream()?, &Reshard::Merge { shard, adjacent })?;
    Ok(Value::Null)
}

pub(super) fn update(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let uniform = |text: &str| (text == "UNIFORM_SCALING").then_some(());
    let scaling = input.choice("ScalingType", uniform)?;
    scaling.ok_or_else(|| missing("ScalingType"))?;
    let target = input.number("TargetShardCount", 1, i64::from(i32::MAX))?;
    let target = target.ok_or_else(|| missing("TargetShardCount"))?;
    let name = input.stream()?;
    let open = stream(world, name)?.layout().open();
    reshard(world, name, &Reshard::Update(target))?;
    Ok(json!({
        "StreamName": name,
        "StreamARN": arn(name),
        "CurrentShardCount": open,
        "TargetShardCount": target,
    }))
}

fn reshard(world: &mut World, name: &str, reshard: &Reshard) -> Result<(), Refusal> {
    let done = world.reshard(name, reshard);
    done.map_err(|why| refused(name, &why))
}
