//! What Themis calls the things of a Kinesis stream.

use super::super::Kind;

/// How the values of the last 20 minutes are made one. Each value is of one minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    Average,
    Min,
    Max,
    Sum,
    /// The newest.
    Last,
}

/// What is measured of a stream each minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Bytes a minute.
    Bytes,
    /// Records a minute.
    Records,
    /// Milliseconds.
    IteratorAge,
    /// Refusals a minute.
    RefusedReads,
    /// Refusals a minute.
    RefusedWrites,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFact {
    /// Open shards.
    Shards,
    Load(Load, Aggregate),
    /// The load of one shard.
    ShardLoad(Load, Aggregate),
}

const LOADS: [(&str, Load); 5] = [
    ("IncomingBytes", Load::Bytes),
    ("IncomingRecords", Load::Records),
    ("GetRecords_IteratorAgeMilliseconds", Load::IteratorAge),
    ("ReadProvisionedThroughputExceeded", Load::RefusedReads),
    ("WriteProvisionedThroughputExceeded", Load::RefusedWrites),
];

/// The same of one shard: there a dot of CloudWatch's name is not replaced, but left away with
/// what is before it.
const SHARD_LOADS: [(&str, Load); 5] = [
    ("IncomingBytes", Load::Bytes),
    ("IncomingRecords", Load::Records),
    ("IteratorAgeMilliseconds", Load::IteratorAge),
    ("ReadProvisionedThroughputExceeded", Load::RefusedReads),
    ("WriteProvisionedThroughputExceeded", Load::RefusedWrites),
];

const AGGREGATES: [(&str, Aggregate); 5] = [
    ("average", Aggregate::Average),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("sum", Aggregate::Sum),
    ("last", Aggregate::Last),
];

/// Every name with what it stands for. `total` is another name of `stream`.
pub fn names() -> impl Iterator<Item = (String, Kind, StreamFact)> {
    let others = [
        ("shards.count", Kind::Number, StreamFact::Shards),
        ("shards_list", Kind::Collection, StreamFact::Shards),
    ];
    let others = others.map(|(name, kind, fact)| (name.to_owned(), kind, fact));
    let of_stream = ["stream", "total"]
        .into_iter()
        .flat_map(|stream| loads(stream, LOADS, StreamFact::Load));
    let of_shards = loads("shards_list[*]", SHARD_LOADS, StreamFact::ShardLoad);
    others.into_iter().chain(of_stream).chain(of_shards)
}

fn loads(
    of: &'static str,
    loads: [(&'static str, Load); 5],
    fact: fn(Load, Aggregate) -> StreamFact,
) -> impl Iterator<Item = (String, Kind, StreamFact)> {
    loads.into_iter().flat_map(move |(metric, load)| {
        AGGREGATES.into_iter().map(move |(statistic, aggregate)| {
            let name = format!("{of}.{metric}.{statistic}");
            (name, Kind::Number, fact(load, aggregate))
        })
    })
}
