//! Builders for the facts beside the rules.

use jiff::Timestamp;

use super::{Document, Rule, Verdict};
use crate::{
    Capacity, Metric, Observation, Period, Readiness, Sample, Series, TargetKind, View,
    policy::Mistakes,
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
        fixed: Capacity(0),
        readiness: Readiness::Ready,
        series: vec![series(metric, Period::minutes(1), utilization)],
    }
}

/// A cluster with these values of `memory_utilization`, five minutes each.
pub(crate) fn cluster(core: u32, task: u32, utilization: &[f64]) -> Observation {
    let metric = Metric::of(TargetKind::EmrCluster, "memory_utilization").unwrap();
    Observation {
        capacity: Capacity(task),
        fixed: Capacity(core),
        readiness: Readiness::Ready,
        series: vec![series(metric, Period::minutes(5), utilization)],
    }
}

pub(crate) fn rule(document: &str) -> Rule {
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    let document: Document = deserr::deserialize::<_, _, Mistakes>(document).unwrap();
    document.only_one("", &mut Vec::new()).unwrap()
}

/// What a rule says at noon.
pub(crate) fn verdict_of(document: &str, observation: &Observation) -> Verdict {
    rule(document).recommend(&View {
        observation,
        changed_at: None,
        now: noon(),
    })
}
