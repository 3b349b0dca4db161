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
}

const LOADS: [(&str, Load); 5] = [
    ("IncomingBytes", Load::Bytes),
    ("IncomingRecords", Load::Records),
    ("GetRecords_IteratorAgeMilliseconds", Load::IteratorAge),
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
    let shards = [
        ("shards.count".to_owned(), Kind::Number, StreamFact::Shards),
        (
            "shards_list".to_owned(),
            Kind::Collection,
            StreamFact::Shards,
        ),
    ];
    let loads = ["stream", "total"].into_iter().flat_map(|stream| {
        LOADS.into_iter().flat_map(move |(metric, load)| {
            AGGREGATES.into_iter().map(move |(statistic, aggregate)| {
                let name = format!("{stream}.{metric}.{statistic}");
                (name, Kind::Number, StreamFact::Load(load, aggregate))
            })
        })
    });
    shards.into_iter().chain(loads)
}
