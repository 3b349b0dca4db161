//! The names that the expressions of a rule can use, and what stands behind them.

use std::sync::LazyLock;

use crate::{
    Metric, Period, TargetKind,
    expression::{
        Dialect, Kind, Names,
        themis_emr::{self, ClusterFact},
        themis_kinesis::{self, Aggregate, Load, StreamFact},
    },
};

/// What a name of Themis looks back over.
const THEMIS_WINDOW: Period = Period::minutes(20);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seen {
    /// The units that are scaled.
    Capacity,
    Cluster(ClusterFact),
    /// Of the whole target.
    Samples(Samples),
    /// Of the shard whose index is in the name.
    OfShard(Samples),
}

/// Samples that are made one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Samples {
    pub(super) metric: Metric,
    pub(super) aggregate: Aggregate,
    /// Of the last so long; the rule's own where it is not said.
    pub(super) window: Option<Period>,
    /// The metric's unit in the name's.
    pub(super) factor: f64,
}

static AUXO: LazyLock<Names<Seen>> = LazyLock::new(|| {
    let streams = of_streams(false);
    let metrics = TargetKind::ALL.into_iter().flat_map(Metric::all);
    let metrics = metrics.flat_map(of_metric);
    metrics.chain(common()).chain(streams).collect()
});

static THEMIS: LazyLock<Names<Seen>> = LazyLock::new(|| common().chain(of_streams(true)).collect());

pub(super) fn names(dialect: Dialect) -> &'static Names<Seen> {
    match dialect {
        Dialect::Auxo => &AUXO,
        Dialect::Themis => &THEMIS,
    }
}

/// `name` is the newest value; `name.average` and so on are over the rule's window.
fn of_metric(metric: Metric) -> impl Iterator<Item = (String, Kind, Seen)> {
    let aggregates = [
        ("", Aggregate::Last),
        (".last", Aggregate::Last),
        (".average", Aggregate::Average),
        (".min", Aggregate::Min),
        (".max", Aggregate::Max),
        (".sum", Aggregate::Sum),
    ];
    aggregates.into_iter().map(move |(suffix, aggregate)| {
        let seen = Seen::Samples(Samples {
            metric,
            aggregate,
            window: None,
            factor: 1.0,
        });
        (format!("{metric}{suffix}"), Kind::Number, seen)
    })
}

/// What both dialects have.
fn common() -> impl Iterator<Item = (String, Kind, Seen)> {
    let cluster = themis_emr::names().map(|(name, kind, fact)| (name, kind, Seen::Cluster(fact)));
    let capacity = ("capacity".to_owned(), Kind::Number, Seen::Capacity);
    cluster.chain([capacity])
}

/// Themis' names of a stream: rates are by the minute, or else by the second.
fn of_streams(by_minute: bool) -> impl Iterator<Item = (String, Kind, Seen)> {
    themis_kinesis::names().filter_map(move |(name, kind, fact)| {
        let seen = match fact {
            StreamFact::Shards => Seen::Capacity,
            StreamFact::Load(load, aggregate) => {
                Seen::Samples(samples(load, aggregate, by_minute)?)
            }
            StreamFact::ShardLoad(load, aggregate) => {
                Seen::OfShard(samples(load, aggregate, by_minute)?)
            }
        };
        Some((name, kind, seen))
    })
}

fn samples(load: Load, aggregate: Aggregate, by_minute: bool) -> Option<Samples> {
    const MIB: f64 = 1_048_576.0;
    // A sum is of what came in the window, however rates are told.
    let seconds = if by_minute || aggregate == Aggregate::Sum {
        60.0
    } else {
        1.0
    };
    let (metric, factor) = match load {
        Load::Bytes => ("incoming_mib_per_second", MIB * seconds),
        Load::Records => ("incoming_records_per_second", seconds),
        Load::IteratorAge => ("iterator_age_seconds", 1_000.0),
        Load::RefusedReads => ("rejected_reads_per_second", seconds),
        Load::RefusedWrites => ("rejected_writes_per_second", seconds),
    };
    Some(Samples {
        metric: Metric::of(TargetKind::KinesisStream, metric)?,
        aggregate,
        window: by_minute.then_some(THEMIS_WINDOW),
        factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_of_what_came_however_rates_are_told() {
        let factor = |aggregate, by_minute| {
            let samples = samples(Load::Records, aggregate, by_minute);
            samples.unwrap().factor
        };
        assert_eq!(factor(Aggregate::Sum, false), 60.0);
        assert_eq!(factor(Aggregate::Sum, true), 60.0);
        assert_eq!(factor(Aggregate::Average, false), 1.0);
        assert_eq!(factor(Aggregate::Average, true), 60.0);
    }
}
