//! ListShards: filters and pages.

use serde_json::{Value, json};
use simulation::{
    World,
    stream::{Shard, Stream},
};

use super::{
    Input,
    input::{broken, invalid, missing},
    stream,
};
use crate::wire::{page, refusal::Refusal};

/// The most shards on a page.
const SHARDS_ON_A_PAGE: usize = 1000;
/// Seconds for which a token is good.
const TOKEN_SECONDS: i64 = 300;

/// Which shards are meant. Times are in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    AtTrimHorizon,
    FromTrimHorizon,
    AtLatest,
    After(u64),
    At(i64),
    From(i64),
}

pub(super) fn list(world: &World, input: Input<'_>, stale: i64) -> Result<Value, Refusal> {
    let size = input.number("MaxResults", 1, 10_000)?;
    let size = size.and_then(|size| usize::try_from(size).ok());
    let size = size.unwrap_or(SHARDS_ON_A_PAGE).min(SHARDS_ON_A_PAGE);
    let (name, filter, from) = match input.text("NextToken")? {
        Some(token) => next_page(world, input, token)?,
        None => (input.stream()?.to_owned(), filter(input)?, 0),
    };
    let stream = stream(world, &name)?;
    let seen = stream.seen(stale).shards;
    let shards: Vec<&Shard> = (seen.iter())
        .filter(|shard| filter.lets(shard, stream))
        .collect();
    let (shards, next) = page::cut(shards, from, size);
    let mut answer = json!({ "Shards": shards.into_iter().map(written).collect::<Vec<_>>() });
    if let Some(next) = next {
        let about = format!("{name}|{}|{}", filter.written(), world.now());
        answer["NextToken"] = page::token(&about, next).into();
    }
    Ok(answer)
}

/// A token stands for all other fields but the size of the page.
fn next_page(
    world: &World,
    input: Input<'_>,
    token: &str,
) -> Result<(String, Filter, usize), Refusal> {
    let others = [
        "StreamName",
        "ExclusiveStartShardId",
        "StreamCreationTimestamp",
        "ShardFilter",
    ];
    if let Some(other) = others.into_iter().find(|field| !input.0[field].is_null()) {
        return Err(invalid(format!(
            "NextToken and {other} cannot be provided together."
        )));
    }
    let (about, from) = page::place(token, "InvalidArgumentException")?;
    let parts: Vec<&str> = about.split('|').collect();
    let [name, kind, argument, issued] = parts.as_slice() else {
        return Err(invalid("NextToken is not one that was given out."));
    };
    let issued: Option<i64> = issued.parse().ok();
    if issued.is_none_or(|issued| issued + TOKEN_SECONDS < world.now()) {
        return Err(Refusal::of(
            "ExpiredNextTokenException",
            "NextToken has expired.",
        ));
    }
    let filter = Filter::read(kind, argument.parse().ok());
    let filter = filter.ok_or_else(|| invalid("NextToken is not one that was given out."))?;
    Ok(((*name).to_owned(), filter, from))
}

fn filter(input: Input<'_>) -> Result<Filter, Refusal> {
    let number = |id: &str| Shard::number_in(id).map(u64::cast_signed);
    if let Some(id) = input.word("ExclusiveStartShardId")? {
        let after = number(id).and_then(|after| Filter::read("AFTER_SHARD_ID", Some(after)));
        return after.ok_or_else(|| invalid(format!("{id} is not a shard id.")));
    }
    let Some(asked) = input.inside("ShardFilter")? else {
        return Ok(Filter::FromTrimHorizon);
    };
    let kind = asked
        .text("Type")?
        .ok_or_else(|| missing("ShardFilter.Type"))?;
    let argument = match kind {
        "AFTER_SHARD_ID" => asked.word("ShardId")?.and_then(number),
        "AT_TIMESTAMP" | "FROM_TIMESTAMP" => asked.time("Timestamp")?,
        "AT_TRIM_HORIZON" | "FROM_TRIM_HORIZON" | "AT_LATEST" => None,
        _ => {
            return Err(broken(
                "ShardFilter.Type",
                kind,
                "Member must satisfy enum value set",
            ));
        }
    };
    Filter::read(kind, argument)
        .ok_or_else(|| invalid(format!("The shard filter {kind} lacks what it filters by.")))
}

impl Filter {
    fn read(kind: &str, argument: Option<i64>) -> Option<Self> {
        Some(match kind {
            "AT_TRIM_HORIZON" => Self::AtTrimHorizon,
            "FROM_TRIM_HORIZON" => Self::FromTrimHorizon,
            "AT_LATEST" => Self::AtLatest,
            "AFTER_SHARD_ID" => Self::After(argument?.cast_unsigned()),
            "AT_TIMESTAMP" => Self::At(argument?),
            "FROM_TIMESTAMP" => Self::From(argument?),
            _ => return None,
        })
    }

    /// As it stands in a token.
    fn written(self) -> String {
        match self {
            Self::AtTrimHorizon => "AT_TRIM_HORIZON|".to_owned(),
            Self::FromTrimHorizon => "FROM_TRIM_HORIZON|".to_owned(),
            Self::AtLatest => "AT_LATEST|".to_owned(),
            Self::After(number) => format!("AFTER_SHARD_ID|{number}"),
            Self::At(time) => format!("AT_TIMESTAMP|{time}"),
            Self::From(time) => format!("FROM_TIMESTAMP|{time}"),
        }
    }

    /// Whether a shard is meant. The shards that are kept no longer are gone already.
    fn lets(self, shard: &Shard, stream: &Stream) -> bool {
        let horizon = stream.kept_since().max(stream.created());
        let until = |time| shard.closed.is_none_or(|closed| closed >= time);
        match self {
            Self::FromTrimHorizon => true,
            Self::AtLatest => shard.closed.is_none(),
            Self::After(number) => shard.number > number,
            Self::AtTrimHorizon => shard.opened <= horizon && until(horizon),
            Self::At(time) => shard.opened <= time && until(time),
            Self::From(time) => until(time),
        }
    }
}

fn written(shard: &Shard) -> Value {
    let mut written = json!({
        "ShardId": shard.id(),
        "HashKeyRange": {
            "StartingHashKey": shard.first_key.to_string(),
            "EndingHashKey": shard.last_key.to_string(),
        },
        "SequenceNumberRange": { "StartingSequenceNumber": sequence_number(shard.opened, shard) },
    });
    if let Some(parent) = shard.parent {
        written["ParentShardId"] = Shard::id_of(parent).into();
    }
    if let Some(parent) = shard.adjacent_parent {
        written["AdjacentParentShardId"] = Shard::id_of(parent).into();
    }
    if let Some(closed) = shard.closed {
        let range = &mut written["SequenceNumberRange"];
        range["EndingSequenceNumber"] = sequence_number(closed, shard).into();
    }
    written
}

/// A number of 56 digits that grows with time, like the service's.
fn sequence_number(time: i64, shard: &Shard) -> String {
    format!("49{time:034}{:020}", shard.number)
}
