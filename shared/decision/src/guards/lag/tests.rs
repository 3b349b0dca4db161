use serde_json::json;

use super::*;
use crate::{
    Plan, ScalingState, TargetKind,
    guards::tests::{Case, at_once, mistakes, noon},
    reshard::Way,
    rules::tests::series,
};

/// Ten shards whose slowest consumer is so many seconds behind, minute by minute, and that are to
/// become five.
fn case(lag: &[f64]) -> Case {
    let mut case = Case::new(10, at_once(json!({"lag": {}})));
    let metric = Metric::of(TargetKind::KinesisStream, METRIC).unwrap();
    case.seen.series = vec![series(metric, Period::minutes(1), lag)];
    case
}

fn after(case: &Case) -> (u32, String) {
    (case.restrained(5).0.0, case.word("lag", 5))
}

#[test]
fn consumers_that_keep_up_hold_nothing() {
    assert_eq!(after(&case(&[0.0, 3.0, 5.0, 8.0])).0, 5);
    assert_eq!(after(&case(&[50.0, 40.0, 30.0])).0, 5);
}

#[test]
fn consumers_that_are_far_behind_hold_scaling_in() {
    let (held, word) = after(&case(&[200.0, 100.0]));
    assert_eq!(held, 10);
    assert!(
        word.ends_with("consumers are 100 s behind, more than 1m"),
        "{word}"
    );
}

#[test]
fn consumers_may_be_as_far_behind_as_is_said() {
    assert_eq!(after(&case(&[80.0, 60.0])).0, 5);
    assert_eq!(after(&case(&[80.0, 60.1])).0, 10);
}

#[test]
fn a_lag_that_stays_does_not_grow() {
    assert_eq!(after(&case(&[20.0, 20.0, 20.0])).0, 5);
    assert_eq!(after(&case(&[19.0, 20.0, 20.0])).0, 5);
}

#[test]
fn the_lag_is_asked_for_though_no_rule_looks_at_it() {
    let asked = |guards| {
        let needs = Case::new(10, at_once(guards)).needs();
        let samples = needs.into_iter().map(|need| match need {
            Need::Samples { metric, .. } => metric.name(),
            _ => "no samples",
        });
        samples.collect::<Vec<_>>()
    };
    assert_eq!(asked(json!({"lag": {}})), [METRIC]);
    assert!(asked(json!({})).is_empty());
}

#[test]
fn a_lag_that_grows_holds_scaling_in_before_it_is_long() {
    assert_eq!(after(&case(&[5.0, 12.0, 20.0])).0, 10);
    assert_eq!(after(&case(&[20.0, 12.0, 20.0])).0, 5);
}

#[test]
fn shards_that_changed_are_to_be_read_first() {
    let mut case = case(&[30.0, 25.0]);
    case.state.changed_at = Some(Period::seconds(80).before(noon()));
    let (held, word) = after(&case);
    assert_eq!(held, 10);
    assert!(
        word.contains("read what was written before the shards changed"),
        "{word}"
    );
    case.state.changed_at = Some(Period::seconds(86).before(noon()));
    assert_eq!(after(&case).0, 5);
}

#[test]
fn the_operations_of_a_plan_change_shards_too() {
    let mut case = case(&[30.0, 25.0]);
    case.state = ScalingState {
        plan: Some(Plan {
            way: Way::Merge { to: 5 },
            shards: Capacity(5),
            since: noon(),
            acted_at: Period::seconds(30).before(noon()),
        }),
        ..ScalingState::default()
    };
    assert_eq!(after(&case).0, 10);
    // Who keeps up reads the parents at once.
    let plan = case.state.plan;
    case = super::tests::case(&[0.0, 2.0]);
    case.state.plan = plan;
    assert_eq!(after(&case).0, 5);
}

#[test]
fn who_is_not_seen_may_be_behind() {
    let case = case(&[]);
    let (held, word) = after(&case);
    assert_eq!(held, 10);
    assert!(
        word.ends_with("has no data, so that nobody knows who is behind"),
        "{word}"
    );
}

#[test]
fn scaling_out_is_never_held() {
    let case = case(&[500.0]);
    assert_eq!(case.restrained(20).0, Capacity(20));
}

#[test]
fn a_time_that_is_none_is_refused() {
    assert_eq!(mistakes(json!({"lag": {"at_most": "soon"}})).len(), 1);
}
