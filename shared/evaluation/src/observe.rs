//! From what was collected to an observation: metrics are derived, what is no data is left out.

use decision::{
    Capacity, Metric, Nodes, Observation, Period, Policy, Readiness, Sample, Series, Source,
    TargetId, TargetKind, metrics,
};
use jiff::Timestamp;

use crate::{Query, Status, collect};

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
    let newest_complete = metrics::COLLECTION_LAG.before(period.before(now));
    // A sample that starts one second later is not complete yet.
    let provisional_from = Period::seconds(1).after(newest_complete);
    let derived = |metric: Metric| {
        let samples = samples((target, None), metric, units, period, fetched);
        Series::new(metric, period, provisional_from, samples)
    };
    Observation {
        target: Some(target.clone()),
        capacity: status.capacity,
        open: (target.kind == TargetKind::KinesisStream).then_some(status.open),
        fixed: status.fixed,
        readiness: status.readiness,
        series: policy.metrics().into_iter().map(derived).collect(),
        nodes: nodes(target.kind, status),
        ..Observation::default()
    }
}

/// What a service tells of nodes when it is asked how a cluster stands.
fn nodes(kind: TargetKind, status: &Status) -> Nodes {
    let mut nodes = Nodes::default();
    if kind == TargetKind::EmrCluster {
        nodes.task.running = Some(status.readiness == Readiness::Ready);
    }
    nodes
}

/// A value for every time at which all sources have one, oldest first: of a target, or of one
/// shard of it.
pub(crate) fn samples(
    of: (&TargetId, Option<&String>),
    metric: Metric,
    units: Capacity,
    period: Period,
    fetched: &collect::Series,
) -> Vec<Sample> {
    let newest_first = newest_first(of, metric, units, period, fetched);
    let (_, most) = newest_first.size_hint();
    let mut samples = Vec::with_capacity(most.unwrap_or_default());
    samples.extend(newest_first);
    samples.reverse();
    samples
}

/// As [`samples`], newest first, and each derived only when it is asked for.
pub(crate) fn newest_first<'a>(
    (target, shard): (&TargetId, Option<&String>),
    metric: Metric,
    units: Capacity,
    period: Period,
    fetched: &'a collect::Series,
) -> impl Iterator<Item = Sample> + 'a {
    let points = |source: &Source| {
        let query = Query {
            target: target.clone(),
            shard: shard.cloned(),
            source: *source,
        };
        fetched.get(&query).map_or([].as_slice(), Vec::as_slice)
    };
    let mut series = metric.sources().iter().map(points);
    let first = series.next().unwrap_or_default().iter().rev();
    let others = series.map(|points| points.iter().rev().peekable());
    let mut others: Vec<_> = others.collect();
    let mut values = Vec::with_capacity(1 + others.len());
    first.filter_map(move |(at, value)| {
        values.clear();
        values.push(*value);
        for other in &mut others {
            while other.next_if(|(later, _)| at < later).is_some() {}
            let (_, value) = other.next_if(|(same, _)| same == at)?;
            values.push(*value);
        }
        Sample::new(*at, metric.derive(&values, units, period.as_seconds()))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_second(60 * minute).unwrap()
    }

    /// A stream of two shards, half used in each of these minutes by bytes and by records.
    fn seen(bytes: &[i64], records: &[i64], now: Timestamp) -> Series {
        let document = json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 9},
            "rules": [{"track": {"metric": "write_utilization", "target": 0.5}}]
        });
        let policy = Policy::parse(&document).unwrap();
        let target = policy.target_ids().next().unwrap();
        let sources = policy.metrics()[0].sources();
        let fetched = [(bytes, 1_048_576.0 * 60.0), (records, 60_000.0)];
        let fetched = sources
            .iter()
            .zip(fetched)
            .map(|(source, (minutes, value))| {
                let points = minutes.iter().map(|at| (minute(*at), value)).collect();
                let query = Query {
                    target: target.clone(),
                    shard: None,
                    source: *source,
                };
                (query, points)
            });
        let status = Status {
            capacity: Capacity(2),
            open: Capacity(2),
            fixed: Capacity(0),
            readiness: Readiness::Ready,
        };
        assert_eq!(target.kind, TargetKind::KinesisStream);
        let mut observation = observation(&target, &policy, &status, &fetched.collect(), now);
        observation.series.remove(0)
    }

    #[test]
    fn the_nodes_of_a_cluster_run_when_it_is_ready() {
        let running = |kind, readiness| {
            let status = Status {
                capacity: Capacity(2),
                open: Capacity(2),
                fixed: Capacity(1),
                readiness,
            };
            nodes(kind, &status).task.running
        };
        let cluster = TargetKind::EmrCluster;
        assert_eq!(running(cluster, Readiness::Ready), Some(true));
        assert_eq!(running(cluster, Readiness::Changing), Some(false));
        assert_eq!(running(TargetKind::KinesisStream, Readiness::Ready), None);
    }

    #[test]
    fn a_sample_is_complete_a_minute_after_its_period() {
        let series = seen(&[1, 2], &[1, 2], minute(4));
        assert_eq!(series.complete_since(minute(0)).len(), 2);
        let almost = Timestamp::from_second(60 * 4 - 1).unwrap();
        assert_eq!(
            seen(&[1, 2], &[1, 2], almost)
                .complete_since(minute(0))
                .len(),
            1
        );
    }

    #[test]
    fn a_time_at_which_a_source_is_missing_has_no_sample() {
        let series = seen(&[1, 2, 3], &[1, 3], minute(9));
        let times: Vec<_> = series.samples().iter().map(|sample| sample.at()).collect();
        assert_eq!(times, [minute(1), minute(3)]);
        assert!((series.samples()[0].value() - 0.5).abs() < 1e-9);
    }
}
