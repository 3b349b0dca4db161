//! From what was collected to an observation: metrics are derived, what is no data is left out.

use std::collections::BTreeMap;

use decision::{Capacity, Metric, Observation, Period, Policy, Sample, Series, TargetId, metrics};
use jiff::Timestamp;

use crate::{Query, Status, collect};

/// After the end of its period a sample may still change for this long.
const COLLECTION_LAG: Period = Period::minutes(1);

/// The observation of one target.
pub(crate) fn observation(
    target: &TargetId,
    policy: &Policy,
    status: &Status,
    fetched: &collect::Series,
    now: Timestamp,
) -> Observation {
    let period = Period::seconds(metrics::resolution(target.kind));
    let units = Capacity(status.capacity.0.saturating_add(status.fixed.0));
    let newest_complete = COLLECTION_LAG.before(period.before(now));
    // A sample that starts one second later is not complete yet.
    let provisional_from = Period::seconds(1).after(newest_complete);
    let derived = |metric: Metric| {
        let samples = samples(target, metric, units, period, fetched);
        Series::new(metric, period, provisional_from, samples)
    };
    Observation {
        capacity: status.capacity,
        fixed: status.fixed,
        readiness: status.readiness,
        series: policy.metrics().into_iter().map(derived).collect(),
    }
}

/// A value for every time at which all sources have one.
fn samples(
    target: &TargetId,
    metric: Metric,
    units: Capacity,
    period: Period,
    fetched: &collect::Series,
) -> Vec<Sample> {
    let sources = metric.sources();
    let mut values: BTreeMap<Timestamp, Vec<f64>> = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        let query = Query {
            target: target.clone(),
            source: *source,
        };
        for (at, value) in fetched
            .get(&query)
            .into_iter()
            .flat_map(|series| &series.points)
        {
            let earlier = values.entry(*at).or_default();
            if earlier.len() == index {
                earlier.push(*value);
            }
        }
    }
    let complete = values
        .into_iter()
        .filter(|(_, values)| values.len() == sources.len());
    complete
        .filter_map(|(at, values)| {
            Sample::new(at, metric.derive(&values, units, period.as_seconds()))
        })
        .collect()
}
