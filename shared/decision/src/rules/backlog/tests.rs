use super::*;
use crate::{
    Observation, TargetKind,
    rules::tests::{cluster, mistakes_of, series, verdict_of},
};

/// A cluster of these core and task nodes, with these containers waiting and running.
fn busy(core: u32, task: u32, pending: f64, allocated: f64) -> Observation {
    let five = Period::minutes(5);
    let metric = |name| Metric::of(TargetKind::EmrCluster, name).unwrap();
    let mut seen = cluster(core, task, &[]);
    seen.series = vec![
        series(metric("containers_pending"), five, &[pending]),
        series(metric("containers_allocated"), five, &[allocated]),
    ];
    seen
}

fn wants(rule: &str, seen: &Observation) -> Opinion {
    verdict_of(&format!(r#"{{"backlog": {rule}}}"#), seen).opinion
}

const QUEUED: &str = r#"{"waiting": "containers_pending", "per_unit": 4}"#;
const ADDED: &str =
    r#"{"waiting": "containers_pending", "per_unit": "containers_allocated", "added": true}"#;

#[test]
fn what_waits_is_divided_by_what_a_unit_takes() {
    let seen = busy(0, 2, 41.0, 0.0);
    assert_eq!(wants(QUEUED, &seen), Opinion::Wants(Capacity(11)));
}

#[test]
fn an_empty_queue_needs_nothing() {
    let seen = busy(0, 2, 0.0, 0.0);
    assert_eq!(wants(QUEUED, &seen), Opinion::Wants(Capacity(0)));
}

#[test]
fn what_waits_is_served_within_the_time_allowed() {
    // 600 at 0.5 a second are 20 minutes of one unit: two units, for 10 minutes.
    let rule = r#"{"waiting": "containers_pending", "served_per_unit": 0.5, "within": "10m"}"#;
    let seen = busy(0, 1, 600.0, 0.0);
    assert_eq!(wants(rule, &seen), Opinion::Wants(Capacity(2)));
}

#[test]
fn what_runs_is_work_too_and_core_nodes_take_their_part() {
    let rule =
        r#"{"waiting": "containers_pending", "running": "containers_allocated", "per_unit": 4}"#;
    let seen = busy(2, 3, 8.0, 20.0);
    assert_eq!(wants(rule, &seen), Opinion::Wants(Capacity(5)));
}

#[test]
fn says_what_waits_and_what_a_unit_takes() {
    let rule = r#"{"backlog": {"waiting": "containers_pending", "per_unit": 4,
        "running": "containers_allocated"}}"#;
    assert_eq!(
        verdict_of(rule, &busy(2, 3, 8.0, 20.0)).finding.to_string(),
        "containers_pending 8 beside 20 that run while a unit takes 4"
    );
}

#[test]
fn a_factor_asks_for_a_part_of_the_way() {
    let rule = r#"{"waiting": "containers_pending", "per_unit": 1, "factor": 0.5, "added": true}"#;
    let seen = busy(0, 4, 5.0, 0.0);
    assert_eq!(wants(rule, &seen), Opinion::Wants(Capacity(4 + 3)));
}

#[test]
fn what_is_added_comes_on_top_of_what_there_is() {
    // 20 containers on 4 nodes are 5 each: 12 more need 3 more nodes.
    let seen = busy(1, 3, 12.0, 20.0);
    assert_eq!(wants(ADDED, &seen), Opinion::Wants(Capacity(3 + 3)));
}

#[test]
fn where_nothing_waits_to_be_added_less_is_up_to_the_others() {
    assert_eq!(wants(ADDED, &busy(1, 3, 0.0, 20.0)), Opinion::Content);
}

#[test]
fn units_that_hold_nothing_yet_are_taken_to_hold_one() {
    let seen = busy(0, 0, 7.0, 0.0);
    assert_eq!(wants(ADDED, &seen), Opinion::Wants(Capacity(7)));
}

#[test]
fn cannot_tell_without_what_a_unit_holds() {
    let mut seen = busy(1, 3, 12.0, 20.0);
    seen.series.remove(1);
    let verdict = verdict_of(&format!(r#"{{"backlog": {ADDED}}}"#), &seen);
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "containers_allocated has no data"
    );
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let places = |fields: &str| {
        let wrong = mistakes_of(&format!(r#"{{"backlog": {fields}}}"#));
        let places = wrong.into_iter().map(|each| each.pointer);
        places.collect::<Vec<_>>()
    };
    assert_eq!(
        places(r#"{"waiting": "memory_utilization", "per_unit": 0, "factor": -1}"#),
        ["/backlog/factor", "/backlog/per_unit", "/backlog/waiting"]
    );
    assert_eq!(
        places(
            r#"{"waiting": "containers_pending", "running": "apps_running", "added": true,
                "per_unit": 4, "within": "0s"}"#
        ),
        ["/backlog/within", "/backlog/running", "/backlog"]
    );
}

#[test]
fn absurd_numbers_are_refused() {
    let told = |fields: &str| {
        let rule = format!(r#"{{"backlog": {{"waiting": "containers_pending", {fields}}}}}"#);
        mistakes_of(&rule)[0].to_string()
    };
    let detail = "expected more than 0 and at most 1000000";
    assert_eq!(
        told(r#""per_unit": 1e300"#),
        format!("/backlog/per_unit: {detail}")
    );
    assert_eq!(
        told(r#""per_unit": 4, "factor": 1e9"#),
        format!("/backlog/factor: {detail}")
    );
    assert_eq!(
        told(r#""served_per_unit": 1e308, "within": "10m""#),
        format!("/backlog/served_per_unit: {detail}")
    );
    assert_eq!(
        told(r#""per_unit": true"#),
        "/backlog/per_unit: expected a number or a metric's name, found true or false"
    );
}
