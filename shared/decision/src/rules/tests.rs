//! Builders for the facts beside the rules.

mod limits;
mod promises;

use jiff::Timestamp;

use super::{Document, Entry, Verdict};
use crate::{
    Capacity, Metric, Observation, Period, Sample, ScalingState, Series, TargetKind, View,
    policy::{Mistake, Mistakes},
};

pub(crate) fn noon() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

/// A metric whose newest complete sample ended at noon; NaN is a gap.
pub(crate) fn series(metric: Metric, period: Period, values: &[f64]) -> Series {
    let count = u32::try_from(values.len()).unwrap();
    let samples = (0..count).zip(values).filter_map(|(index, value)| {
        Sample::new(
            Period::seconds((count - index) * period.as_seconds()).before(noon()),
            *value,
        )
    });
    Series::new(metric, period, noon(), samples.collect())
}

/// A stream with these values of `write_utilization`, a minute each.
pub(crate) fn stream(shards: u32, utilization: &[f64]) -> Observation {
    let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
    Observation {
        capacity: Capacity(shards),
        series: vec![series(metric, Period::minutes(1), utilization)],
        ..Observation::default()
    }
}

/// A stream with these values of `write_demand`, a minute each: those that are complete, and those
/// that are still collected.
pub(crate) fn demand(shards: u32, complete: &[f64], growing: &[f64]) -> Observation {
    let metric = Metric::of(TargetKind::KinesisStream, "write_demand").unwrap();
    let minute = Period::minutes(1);
    let whole = series(metric, minute, complete);
    let after = |place: usize| {
        minute
            .times(u32::try_from(place).unwrap())
            .after(whole.provisional_from)
    };
    let more = growing.iter().enumerate();
    let more = more.filter_map(|(place, value)| Sample::new(after(place), *value));
    let samples = whole.samples().iter().copied().chain(more).collect();
    Observation {
        capacity: Capacity(shards),
        series: vec![Series::new(metric, minute, whole.provisional_from, samples)],
        ..Observation::default()
    }
}

/// A cluster with these values of `memory_utilization`, five minutes each.
pub(crate) fn cluster(core: u32, task: u32, utilization: &[f64]) -> Observation {
    let metric = Metric::of(TargetKind::EmrCluster, "memory_utilization").unwrap();
    Observation {
        capacity: Capacity(task),
        fixed: Capacity(core),
        series: vec![series(metric, Period::minutes(5), utilization)],
        ..Observation::default()
    }
}

pub(crate) fn rule(document: &str) -> Entry {
    read(document).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

/// Everything that is wrong with a rule.
pub(crate) fn mistakes_of(document: &str) -> Vec<Mistake> {
    read(document).unwrap_err()
}

fn read(document: &str) -> Result<Entry, Vec<Mistake>> {
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    let document: Document = deserr::deserialize::<_, _, Mistakes>(document).unwrap();
    let mut mistakes = Vec::new();
    document.only_one("", &mut mistakes).ok_or(mistakes)
}

/// What a rule says at noon.
pub(crate) fn verdict_of(document: &str, observation: &Observation) -> Verdict {
    let state = ScalingState::default();
    rule(document).recommend(&View::new(observation, &state, noon()))
}
