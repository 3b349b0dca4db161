//! EnableEnhancedMonitoring, DisableEnhancedMonitoring.

use serde_json::{Value, json};
use simulation::{
    World,
    stream::{ShardMetric, ShardMetrics},
};

use super::{Input, arn, describe::names, input::broken, refused, stream};
use crate::wire::refusal::Refusal;

pub(super) fn enable(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    set(world, input, |current, asked| current | asked)
}

pub(super) fn disable(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    set(world, input, |current, asked| current - asked)
}

fn set(
    world: &mut World,
    input: Input<'_>,
    change: impl Fn(&ShardMetrics, &ShardMetrics) -> ShardMetrics,
) -> Result<Value, Refusal> {
    let asked = metrics(input)?;
    let name = input.stream()?;
    let current = stream(world, name)?.shard_metrics().clone();
    let desired = change(&current, &asked);
    let set = world.monitor_shards(name, desired.clone());
    set.map_err(|why| refused(name, &why))?;
    Ok(json!({
        "StreamName": name,
        "StreamARN": arn(name),
        "CurrentShardLevelMetrics": names(&current),
        "DesiredShardLevelMetrics": names(&desired),
    }))
}

fn metrics(input: Input<'_>) -> Result<ShardMetrics, Refusal> {
    let field = "ShardLevelMetrics";
    let asked = input.texts(field)?;
    if !(1..=ShardMetric::COUNT).contains(&asked.len()) {
        let constraint = "Member must have length between 1 and 7";
        return Err(broken(field, &asked.len().to_string(), constraint));
    }
    let mut metrics = ShardMetrics::new();
    for name in asked {
        match ShardMetric::named(name) {
            Some(metric) => metrics.extend([metric]),
            None if name == "ALL" => metrics.extend(ShardMetric::ALL),
            None => {
                let constraint = "Member must satisfy enum value set";
                return Err(broken(field, name, constraint));
            }
        }
    }
    Ok(metrics)
}
