//! One decision for a typical policy: four rules, and every guard has something to look at.

use std::hint::black_box;

use decision::{
    Capacity, Metric, Observation, Period, Policy, Sample, ScalingState, Series, TargetKind, decide,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Work;

pub(crate) fn work() -> Work {
    let (policy, seen, state, now) = case();
    Work::new("decide, four rules and all guards", move || {
        black_box(decide(&policy, black_box(&seen), &state, now));
    })
}

fn document() -> Value {
    json!({
        "name": "bench",
        "targets": {"kind": "kinesis-stream", "names": ["bench"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [
            {"track": {"metric": "write_utilization", "target": 0.6}},
            {"track": {"metric": "read_utilization", "target": 0.7}},
            {"step": {"metric": "rejected_writes_per_second", "over": 0, "for": "3m", "add": "50%"}},
            {"schedule": {"days": "Mon-Fri", "from": "08:00", "to": "18:00",
                          "timezone": "Australia/Sydney", "min": 4}}
        ],
        "guards": {
            "scale_out": {"cooldown": "5m", "stabilization": "1m", "step_limit": "100%"},
            "scale_in": {"cooldown": "15m", "stabilization": "30m", "step_limit": "50%"},
            "pause": {"direction": "in", "until": "2026-12-01T00:00:00Z"}
        }
    })
}

#[expect(clippy::expect_used, reason = "the policy is written here")]
fn case() -> (Policy, Observation, ScalingState, Timestamp) {
    let policy = Policy::parse(&document()).expect("the policy is valid");
    let now: Timestamp = "2026-03-02T12:00:00Z".parse().expect("it is a time");
    let series = |name: &str, value: f64| {
        let metric = Metric::of(TargetKind::KinesisStream, name).expect("the metric exists");
        let at = |minute| Period::minutes(minute).before(now);
        let samples = (1..=10).filter_map(|minute| Sample::new(at(minute), value));
        Series::new(metric, Period::minutes(1), now, samples.collect())
    };
    let seen = Observation {
        capacity: Capacity(8),
        series: vec![
            series("write_utilization", 0.8),
            series("read_utilization", 0.2),
            series("rejected_writes_per_second", 0.0),
        ],
        ..Observation::default()
    };
    let state = ScalingState {
        scaled_out_at: Some(Period::minutes(20).before(now)),
        scaled_in_at: Some(Period::minutes(40).before(now)),
        ..ScalingState::default()
    };
    (policy, seen, state, now)
}
