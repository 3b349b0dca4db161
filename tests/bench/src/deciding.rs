//! The time of one decision, with three rules and all guards.

use std::{hint::black_box, time::Instant};

use decision::{
    Capacity, Metric, Observation, Period, Policy, Sample, ScalingState, Series, TargetKind, decide,
};
use jiff::Timestamp;
use serde_json::json;

const ROUNDS: usize = 101;
const EACH: u32 = 2_000;

#[expect(clippy::expect_used, reason = "the policy is written here")]
pub(crate) fn print() {
    let document = json!({
        "name": "bench",
        "targets": {"kind": "kinesis-stream", "names": ["bench"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [
            {"track": {"metric": "write_utilization", "target": 0.6}},
            {"step": {"metric": "rejected_writes_per_second", "over": 0, "for": "3m", "add": "50%"}},
            {"schedule": {"days": "Mon-Fri", "from": "08:00", "to": "18:00",
                          "timezone": "Australia/Sydney", "min": 4}}
        ]
    });
    let policy = Policy::parse(&document).expect("the policy is valid");
    let now = Timestamp::UNIX_EPOCH;
    let series = |name: &str, value: f64| {
        let metric = Metric::of(TargetKind::KinesisStream, name).expect("the metric exists");
        let at = |minute| Period::minutes(minute).before(now);
        let samples = (1..=10).filter_map(|minute| Sample::new(at(minute), value));
        Series::new(metric, Period::minutes(1), now, samples.collect())
    };
    let observation = Observation {
        capacity: Capacity(8),
        series: vec![
            series("write_utilization", 0.8),
            series("rejected_writes_per_second", 0.0),
        ],
        ..Observation::default()
    };
    let state = ScalingState::default();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..EACH {
                black_box(decide(&policy, black_box(&observation), &state, now));
            }
            start.elapsed().as_secs_f64() / f64::from(EACH) * 1e6
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    println!(
        "`decide` with three rules and all guards: {:.2} µs\n",
        times[ROUNDS / 2]
    );
}
