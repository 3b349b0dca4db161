use super::*;
use crate::{
    Observation,
    rules::tests::{mistakes_of, series, verdict_of},
};

/// Four shards with these newest values, the same for an hour.
fn stream(age: f64, arriving: f64, read: f64) -> Observation {
    let of = |name, value: f64| series(metric(name).unwrap(), Period::minutes(1), &[value; 60]);
    Observation {
        capacity: Capacity(4),
        series: vec![
            of("iterator_age_seconds", age),
            of("incoming_mib_per_second", arriving),
            of("read_mib_per_second", read),
        ],
        ..Observation::default()
    }
}

fn wants(fields: &str, seen: &Observation) -> Opinion {
    verdict_of(&format!(r#"{{"catch_up": {{{fields}}}}}"#), seen).opinion
}

#[test]
fn who_keeps_up_needs_what_arrives() {
    let seen = stream(0.0, 3.0, 3.0);
    assert_eq!(
        wants(r#""within": "10m""#, &seen),
        Opinion::Wants(Capacity(2))
    );
    let slow = r#""within": "10m", "read_per_shard": 0.5"#;
    assert_eq!(wants(slow, &seen), Opinion::Wants(Capacity(6)));
}

#[test]
fn who_is_behind_needs_what_is_behind_in_time_too() {
    // 3 MiB/s for 1,200 s are 3,600 MiB; within 600 s that is 6 MiB/s more.
    let seen = stream(1_200.0, 3.0, 2.0);
    let said = wants(r#""within": "10m", "read_per_shard": 1"#, &seen);
    assert_eq!(said, Opinion::Wants(Capacity(9)));
}

#[test]
fn says_how_much_is_behind_and_what_it_takes() {
    let rule = r#"{"catch_up": {"within": "10m", "read_per_shard": 1}}"#;
    let said = verdict_of(rule, &stream(1_200.0, 3.0, 2.0));
    assert_eq!(
        said.finding.to_string(),
        "consumers are 1200 s behind, 3600 MiB, and 3.0 MiB/s arrive; to have caught up within 10m \
         at 1.00 MiB/s a shard takes 9"
    );
}

#[test]
fn how_fast_consumers_are_is_seen_while_they_are_behind() {
    // 2 MiB/s of four shards.
    let seen = stream(1_200.0, 3.0, 2.0);
    assert_eq!(
        wants(r#""within": "10m""#, &seen),
        Opinion::Wants(Capacity(18))
    );
    // Whoever reads next to nothing is not thought to go on like that.
    let stuck = stream(1_200.0, 3.0, 0.0);
    assert_eq!(
        wants(r#""within": "10m""#, &stuck),
        Opinion::Wants(Capacity(180))
    );
}

#[test]
fn what_arrived_before_it_was_looked_at_was_as_usual() {
    let rates = series(
        metric("incoming_mib_per_second").unwrap(),
        Period::minutes(1),
        &[1.0, 2.0, 3.0],
    );
    assert!((integral(rates.samples(), 90.0) - (180.0 + 60.0)).abs() < 1e-9);
    assert!((integral(rates.samples(), 240.0) - (360.0 + 120.0)).abs() < 1e-9);
    assert_eq!(integral(rates.samples(), 0.0), 0.0);
}

#[test]
fn consumers_that_are_not_seen_say_nothing() {
    let mut seen = stream(0.0, 3.0, 3.0);
    seen.series.remove(0);
    assert_eq!(wants(r#""within": "10m""#, &seen), Opinion::Abstains);
}

#[test]
fn no_time_is_refused() {
    let wrong = mistakes_of(r#"{"catch_up": {"within": "0s"}}"#);
    assert_eq!(
        wrong[0].to_string(),
        "/catch_up/within: expected more than no time"
    );
}
