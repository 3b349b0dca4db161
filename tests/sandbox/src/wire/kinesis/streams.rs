//! Streams as such: listed, created, deleted, switched from one capacity mode to the other.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use simulation::{
    World,
    stream::{Mode, Stream, change::MOST_SHARDS},
    world::StreamSpec,
};

use super::{
    Input, arn,
    input::{invalid, missing},
    refused,
};
use crate::wire::{page, refusal::Refusal};

/// The most streams on a page.
const STREAMS_ON_A_PAGE: usize = 100;
/// Shards of an on-demand stream at first.
const ON_DEMAND_SHARDS: u32 = 4;

pub(super) fn list(world: &World, input: Input<'_>, skew: i64) -> Result<Value, Refusal> {
    let after = match input.text("NextToken")? {
        Some(token) => Some(token),
        None => input.word("ExclusiveStartStreamName")?,
    };
    let size = input.number("Limit", 1, 10_000)?;
    let size = size.and_then(|size| usize::try_from(size).ok());
    let size = size.unwrap_or(STREAMS_ON_A_PAGE).min(STREAMS_ON_A_PAGE);
    let streams: Vec<(&String, &Stream)> = world
        .streams()
        .iter()
        .filter(|(name, _)| after.is_none_or(|after| name.as_str() > after))
        .collect();
    let (streams, next) = page::cut(streams, 0, size);
    let summary = |(name, stream): &(&String, &Stream)| {
        json!({
            "StreamName": name,
            "StreamARN": arn(name),
            "StreamStatus": stream.status(),
            "StreamModeDetails": { "StreamMode": stream.mode() },
            "StreamCreationTimestamp": stream.created() + skew,
        })
    };
    let mut answer = json!({
        "StreamNames": streams.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        "StreamSummaries": streams.iter().map(summary).collect::<Vec<_>>(),
        "HasMoreStreams": next.is_some(),
    });
    if let (Some(_), Some((last, _))) = (next, streams.last()) {
        answer["NextToken"] = last.as_str().into();
    }
    Ok(answer)
}

pub(super) fn create(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.required_word("StreamName")?;
    let mode = mode(input)?.unwrap_or_default();
    let count = input.number("ShardCount", 1, i64::from(i32::MAX))?;
    let shards = match mode {
        Mode::OnDemand => ON_DEMAND_SHARDS,
        Mode::Provisioned => {
            let count =
                count.ok_or_else(|| invalid("ShardCount is needed in provisioned mode."))?;
            let limit = || {
                Refusal::of(
                    "LimitExceededException",
                    format!("{count} shards are too many."),
                )
            };
            let shards = u32::try_from(count)
                .ok()
                .filter(|shards| *shards <= MOST_SHARDS);
            shards.ok_or_else(limit)?
        }
    };
    let tags = input.map("Tags")?.map(texts).unwrap_or_default();
    let spec = StreamSpec {
        tags,
        ..StreamSpec::idle(name, shards, mode)
    };
    let created = world.create_stream(&spec);
    created.map_err(|why| refused(name, &why))?;
    Ok(Value::Null)
}

pub(super) fn delete(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.stream()?;
    let deleted = world.delete_stream(name);
    deleted.map_err(|why| refused(name, &why))?;
    Ok(Value::Null)
}

pub(super) fn switch_mode(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input
        .arn("StreamARN")?
        .ok_or_else(|| missing("StreamARN"))?;
    let mode = mode(input)?.ok_or_else(|| missing("StreamModeDetails"))?;
    let warm = input.number("WarmThroughputMiBps", 0, i64::from(i32::MAX))?;
    if warm.is_some() && mode == Mode::Provisioned {
        return Err(invalid(
            "WarmThroughputMiBps is only valid in on-demand mode.",
        ));
    }
    let warm = warm.and_then(|warm| u32::try_from(warm).ok());
    let switched = world.switch_mode(name, mode, warm);
    switched.map_err(|why| refused(name, &why))?;
    Ok(Value::Null)
}

pub(super) fn set_warm_throughput(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let field = "WarmThroughputMiBps";
    let asked = input.number(field, 0, i64::from(i32::MAX))?;
    let asked = asked.ok_or_else(|| missing(field))?;
    let name = input.stream()?;
    let set = world.set_warm_throughput(name, asked);
    set.map_err(|why| refused(name, &why))?;
    let warm = super::stream(world, name)?.warm_throughput();
    let warm =
        warm.map(|(target, current)| json!({ "TargetMiBps": target, "CurrentMiBps": current }));
    Ok(json!({ "StreamARN": arn(name), "StreamName": name, "WarmThroughput": warm }))
}

fn mode(input: Input<'_>) -> Result<Option<Mode>, Refusal> {
    let Some(details) = input.inside("StreamModeDetails")? else {
        return Ok(None);
    };
    let read = |text: &str| match text {
        "PROVISIONED" => Some(Mode::Provisioned),
        "ON_DEMAND" => Some(Mode::OnDemand),
        _ => None,
    };
    let mode = details.choice("StreamMode", read)?;
    mode.map(Some)
        .ok_or_else(|| missing("StreamModeDetails.StreamMode"))
}

fn texts(map: &Map<String, Value>) -> BTreeMap<String, String> {
    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    map.iter().filter_map(text).collect()
}
