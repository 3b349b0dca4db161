//! Kinesis: describing streams, listing shards, resharding.

use serde_json::{Value, json};
use simulation::{
    World,
    stream::{ReshardError, Shard, Stream},
};

use super::{page, refusal::Refusal};

/// Shards on a page, as in Kinesis.
const SHARDS_ON_A_PAGE: usize = 1000;
/// Streams on a page if the caller does not say.
const STREAMS_ON_A_PAGE: usize = 100;
/// Hours that records are kept.
const RETENTION_HOURS: u32 = 24;

/// Performs an action.
pub(crate) fn answer(world: &mut World, action: &str, input: &Value) -> Result<Value, Refusal> {
    match action {
        "DescribeStreamSummary" => describe(world, input),
        "ListShards" => list_shards(world, input),
        "ListStreams" => list_streams(world, input),
        "UpdateShardCount" => update_shard_count(world, input),
        other => Err(Refusal::unknown_operation(other)),
    }
}

fn describe(world: &World, input: &Value) -> Result<Value, Refusal> {
    let name = name(input)?;
    let stream = stream(world, &name)?;
    Ok(json!({ "StreamDescriptionSummary": {
        "StreamName": name,
        "StreamARN": arn(&name),
        "StreamStatus": stream.status(),
        "StreamModeDetails": { "StreamMode": stream.mode() },
        "RetentionPeriodHours": RETENTION_HOURS,
        "StreamCreationTimestamp": stream.created(),
        "EnhancedMonitoring": [{ "ShardLevelMetrics": [] }],
        "EncryptionType": "NONE",
        "OpenShardCount": stream.layout().open(),
        "ConsumerCount": 0,
    }}))
}

fn list_shards(world: &World, input: &Value) -> Result<Value, Refusal> {
    let token = input["NextToken"].as_str();
    if token.is_some() && input["StreamName"].is_string() {
        return Err(invalid(
            "NextToken and StreamName cannot be provided together.",
        ));
    }
    let (about, from) = match token {
        Some(token) => page::place(token, "ExpiredNextTokenException")?,
        None => {
            let filter = input["ShardFilter"]["Type"]
                .as_str()
                .unwrap_or("FROM_TRIM_HORIZON");
            (format!("{}|{filter}", name(input)?), 0)
        }
    };
    let (name, filter) = about.split_once('|').unwrap_or((about.as_str(), ""));
    let layout = stream(world, name)?.layout();
    let shards: Vec<&Shard> = match filter {
        "AT_LATEST" => layout.open_shards().iter().collect(),
        "FROM_TRIM_HORIZON" | "AT_TRIM_HORIZON" => layout.shards().collect(),
        other => {
            return Err(invalid(format!(
                "the sandbox does not know the shard filter {other}"
            )));
        }
    };
    let size = number(input, "MaxResults", 1, 10_000)?
        .unwrap_or(SHARDS_ON_A_PAGE)
        .min(SHARDS_ON_A_PAGE);
    let (shards, next) = page::cut(shards, from, size);
    let mut answer = json!({ "Shards": shards.into_iter().map(shard).collect::<Vec<_>>() });
    if let Some(next) = next {
        answer["NextToken"] = page::token(&about, next).into();
    }
    Ok(answer)
}

fn list_streams(world: &World, input: &Value) -> Result<Value, Refusal> {
    let after = input["NextToken"]
        .as_str()
        .or_else(|| input["ExclusiveStartStreamName"].as_str());
    let size = number(input, "Limit", 1, 10_000)?.unwrap_or(STREAMS_ON_A_PAGE);
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
            "StreamCreationTimestamp": stream.created(),
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

fn update_shard_count(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let name = name(input)?;
    if input["ScalingType"] != "UNIFORM_SCALING" {
        return Err(invalid("ScalingType must be UNIFORM_SCALING"));
    }
    let target = input["TargetShardCount"]
        .as_i64()
        .ok_or_else(|| invalid("TargetShardCount must be a number"))?;
    let stream = world.stream_mut(&name).ok_or_else(|| not_found(&name))?;
    let open = stream.layout().open();
    let target = stream
        .update_shard_count(target)
        .map_err(|error| refused(&name, error))?;
    Ok(json!({
        "StreamName": name,
        "StreamARN": arn(&name),
        "CurrentShardCount": open,
        "TargetShardCount": target,
    }))
}

fn refused(name: &str, error: ReshardError) -> Refusal {
    let code = match error {
        ReshardError::InUse => "ResourceInUseException",
        ReshardError::OnDemand => "ValidationException",
        ReshardError::OutOfRange(_) | ReshardError::Unchanged(_) => "InvalidArgumentException",
        ReshardError::Factor { .. } | ReshardError::CallsPerDay => "LimitExceededException",
    };
    Refusal::of(code, format!("Stream {name}: {error}"))
}

fn shard(shard: &Shard) -> Value {
    let id = |number: u64| format!("shardId-{number:012}");
    let mut written = json!({
        "ShardId": id(shard.number),
        "HashKeyRange": {
            "StartingHashKey": shard.first_key.to_string(),
            "EndingHashKey": shard.last_key.to_string(),
        },
        "SequenceNumberRange": { "StartingSequenceNumber": format!("{:056}", shard.opened) },
    });
    if let Some(parent) = shard.parent {
        written["ParentShardId"] = id(parent).into();
    }
    if let Some(parent) = shard.adjacent_parent {
        written["AdjacentParentShardId"] = id(parent).into();
    }
    if let Some(closed) = shard.closed {
        written["SequenceNumberRange"]["EndingSequenceNumber"] = format!("{closed:056}").into();
    }
    written
}

fn stream<'a>(world: &'a World, name: &str) -> Result<&'a Stream, Refusal> {
    world.streams().get(name).ok_or_else(|| not_found(name))
}

fn name(input: &Value) -> Result<String, Refusal> {
    let of_arn = || {
        input["StreamARN"]
            .as_str()
            .and_then(|arn| arn.rsplit('/').next())
    };
    let name = input["StreamName"].as_str().or_else(of_arn);
    name.map(str::to_owned)
        .ok_or_else(|| invalid("Either StreamName or StreamARN must be given"))
}

fn number(input: &Value, field: &str, least: u64, most: u64) -> Result<Option<usize>, Refusal> {
    if input[field].is_null() {
        return Ok(None);
    }
    let number = input[field]
        .as_u64()
        .filter(|number| (least..=most).contains(number));
    let number = number.and_then(|number| usize::try_from(number).ok());
    number
        .map(Some)
        .ok_or_else(|| invalid(format!("{field} must be between {least} and {most}")))
}

fn arn(name: &str) -> String {
    format!("arn:aws:kinesis:us-east-1:000000000000:stream/{name}")
}

fn not_found(name: &str) -> Refusal {
    let message = format!("Stream {name} under account 000000000000 not found.");
    Refusal::of("ResourceNotFoundException", message)
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::of("InvalidArgumentException", message)
}
