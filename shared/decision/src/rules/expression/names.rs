//! The names that the expressions of a rule can use, and what stands behind them.

use std::sync::LazyLock;

use crate::{
    Metric, Period, TargetKind,
    expression::{
        Dialect, Kind, Names,
        themis_emr::{self, ClusterFact, Nodes},
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
    /// The units that are not: a cluster's core nodes.
    Fixed,
    Samples {
        metric: Metric,
        aggregate: Aggregate,
        /// Of the last so long; the rule's own where it is not said.
        window: Option<Period>,
        /// The metric's unit in the name's.
        factor: f64,
    },
    HasMinimum,
    /// The minimum of the dates that match now.
    Minimum,
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
        let seen = Seen::Samples {
            metric,
            aggregate,
            window: None,
            factor: 1.0,
        };
        (format!("{metric}{suffix}"), Kind::Number, seen)
    })
}

/// What both dialects have.
fn common() -> impl Iterator<Item = (String, Kind, Seen)> {
    let cluster = themis_emr::names().filter_map(|(name, kind, fact)| {
        let seen = match fact {
            ClusterFact::Count(Nodes::Task) => Seen::Capacity,
            ClusterFact::Count(Nodes::Core) => Seen::Fixed,
            ClusterFact::HasMinimum => Seen::HasMinimum,
            ClusterFact::Minimum => Seen::Minimum,
            _ => return None,
        };
        Some((name, kind, seen))
    });
    let capacity = ("capacity".to_owned(), Kind::Number, Seen::Capacity);
    cluster.chain([capacity])
}

/// Themis' names of a stream: rates are by the minute, or else by the second.
fn of_streams(by_minute: bool) -> impl Iterator<Item = (String, Kind, Seen)> {
    themis_kinesis::names().filter_map(move |(name, kind, fact)| {
        let seen = match fact {
            StreamFact::Shards => Seen::Capacity,
            StreamFact::Load(load, aggregate) => of_load(load, aggregate, by_minute)?,
        };
        Some((name, kind, seen))
    })
}

fn of_load(load: Load, aggregate: Aggregate, by_minute: bool) -> Option<Seen> {
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
    Some(Seen::Samples {
        metric: Metric::of(TargetKind::KinesisStream, metric)?,
        aggregate,
        window: by_minute.then_some(THEMIS_WINDOW),
        factor,
    })
}
