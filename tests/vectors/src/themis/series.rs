//! The metrics of a stream or of a shard as a vector has them.

use std::collections::BTreeMap;

use decision::{Capacity, Metric, Period, Sample, Series, TargetKind};
use jiff::Timestamp;
use serde_json::Value;

/// Values of 20 minutes, oldest first; `None`: there is no datapoint.
pub(super) type Values = BTreeMap<String, Vec<Option<f64>>>;

/// CloudWatch's name, of a shard without what is before the dot, and the metric that comes of it.
pub(super) const METRICS: [(&str, &str); 5] = [
    ("IncomingBytes", "incoming_mib_per_second"),
    ("IncomingRecords", "incoming_records_per_second"),
    ("IteratorAgeMilliseconds", "iterator_age_seconds"),
    (
        "ReadProvisionedThroughputExceeded",
        "rejected_reads_per_second",
    ),
    (
        "WriteProvisionedThroughputExceeded",
        "rejected_writes_per_second",
    ),
];

/// As an evaluation derives them at `now`.
pub(super) fn series(values: &Values, now: Timestamp) -> Vec<Series> {
    let minute = Period::minutes(1);
    let series = METRICS.iter().filter_map(|(name, metric)| {
        let metric = Metric::of(TargetKind::KinesisStream, metric)?;
        let values = of(values, name)?;
        let ago = (1..=values.len())
            .rev()
            .filter_map(|ago| u32::try_from(ago).ok());
        let samples = ago.zip(values).filter_map(|(ago, value)| {
            let derived = metric.derive(&[(*value)?], Capacity(1), minute.as_seconds());
            Sample::new(Period::minutes(ago).before(now), derived)
        });
        Some(Series::new(
            metric,
            minute,
            Timestamp::MAX,
            samples.collect(),
        ))
    });
    series.collect()
}

/// The values of a metric of a stream or of a shard.
pub(super) fn of<'a>(values: &'a Values, name: &str) -> Option<&'a Vec<Option<f64>>> {
    values
        .get(name)
        .or_else(|| values.get(&format!("GetRecords.{name}")))
}

/// As Themis filled gaps: with zeros, but for the newest two minutes.
pub(super) fn filled(values: &Values) -> Values {
    let fill = |values: &Vec<Option<f64>>| {
        let minutes = values.iter().enumerate();
        minutes
            .map(|(minute, value)| value.or((minute < 18).then_some(0.0)))
            .collect()
    };
    let each = values
        .iter()
        .map(|(name, values)| (name.clone(), fill(values)));
    each.collect()
}

/// The statistics of a metric without gaps, under their names.
pub(super) fn statistics(
    place: &str,
    of: &Value,
    values: Option<&Vec<Option<f64>>>,
) -> Vec<(String, f64)> {
    if values.is_none_or(|values| values.iter().any(Option::is_none)) {
        return Vec::new();
    }
    let statistics = ["average", "min", "max", "sum", "last"].into_iter();
    let known = statistics.filter_map(|name| Some((format!("{place}.{name}"), of[name].as_f64()?)));
    known.collect()
}
