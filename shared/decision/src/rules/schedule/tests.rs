use serde_json::{Value, json};

use super::*;
use crate::{
    ScalingState,
    policy::Mistakes,
    rules::tests::{stream, verdict_of},
};

fn schedule(document: Value) -> Schedule {
    deserr::deserialize::<_, _, Mistakes>(document).unwrap()
}

/// The floor and the cap at an instant.
fn limits(schedule: &Schedule, instant: &str) -> (Option<u32>, Option<u32>) {
    let (seen, state) = (stream(4, &[]), ScalingState::default());
    let view = View::new(&seen, &state, instant.parse().unwrap());
    let (_, finding) = schedule.recommend(&view).unwrap();
    (
        finding.floor.map(|floor| floor.0),
        finding.cap.map(|cap| cap.0),
    )
}

fn on(schedule: &Schedule, instant: &str) -> bool {
    limits(schedule, instant) != (None, None)
}

fn mistakes(document: Value) -> Vec<String> {
    let wrong = deserr::deserialize::<Schedule, _, Mistakes>(document).unwrap_err();
    wrong.0.iter().map(ToString::to_string).collect()
}

#[test]
fn is_on_within_the_range_of_its_days_in_its_zone() {
    let office = schedule(json!({
        "days": "Mon-Fri", "from": "08:00", "to": "18:00",
        "timezone": "Australia/Sydney", "min": 10
    }));
    // Monday 2026-03-02 in Sydney is eleven hours ahead.
    assert!(on(&office, "2026-03-01T21:00:00Z"));
    assert!(!on(&office, "2026-03-01T20:59:59Z"));
    assert!(!on(&office, "2026-03-02T07:00:00Z"));
    assert!(!on(&office, "2026-02-28T23:00:00Z"));
}

#[test]
fn a_range_over_midnight_belongs_to_the_day_it_starts_on() {
    let night = schedule(json!({"days": "Fri", "from": "22:00", "to": "06:00", "min": 4}));
    assert!(on(&night, "2026-03-06T23:00:00Z"));
    assert!(on(&night, "2026-03-07T05:59:00Z"));
    assert!(!on(&night, "2026-03-06T05:00:00Z"));
    assert!(!on(&night, "2026-03-07T22:30:00Z"));
}

#[test]
fn an_hour_that_is_left_out_does_not_hide_the_start() {
    // New York jumps from 02:00 to 03:00 on 2026-03-08, at 07:00 UTC.
    let early = schedule(json!({
        "from": "02:30", "to": "06:00", "timezone": "America/New_York", "min": 4
    }));
    assert!(!on(&early, "2026-03-08T06:59:59Z"));
    assert!(on(&early, "2026-03-08T07:00:00Z"));
    assert!(!on(&early, "2026-03-08T10:00:00Z"));
}

#[test]
fn an_hour_that_comes_twice_is_inside_both_times() {
    // New York goes back from 02:00 to 01:00 on 2026-11-01, at 06:00 UTC.
    let early = schedule(json!({
        "from": "01:30", "to": "02:00", "timezone": "America/New_York", "min": 4
    }));
    assert!(on(&early, "2026-11-01T05:30:00Z"));
    assert!(on(&early, "2026-11-01T06:15:00Z"));
    assert!(on(&early, "2026-11-01T06:59:00Z"));
    assert!(!on(&early, "2026-11-01T07:00:00Z"));
}

#[test]
fn a_whole_day_ends_at_midnight_whatever_its_length() {
    let day = schedule(json!({"days": "Sun", "timezone": "Europe/Berlin", "max": 4}));
    // 2026-03-29 has 23 hours in Berlin: 23:00 UTC the day before to 22:00 UTC.
    assert!(on(&day, "2026-03-28T23:00:00Z"));
    assert!(on(&day, "2026-03-29T21:59:59Z"));
    assert!(!on(&day, "2026-03-29T22:00:00Z"));
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let wrong: Mistakes = deserr::deserialize::<Schedule, _, Mistakes>(json!({
        "days": "Mon-Fry", "from": "8:00", "timezone": "Mars/Olympus", "min": 3
    }))
    .unwrap_err();
    let places: Vec<_> = wrong
        .0
        .iter()
        .map(|mistake| mistake.pointer.as_str())
        .collect();
    assert_eq!(places, ["/days", "/from", "/timezone"]);
}

#[test]
fn the_floor_leads_and_the_cap_does_not() {
    let office = schedule(json!({
        "days": "Mon", "from": "00:30", "to": "08:00", "lead": "1h", "min": 4, "max": 9
    }));
    assert_eq!(limits(&office, "2026-03-01T23:29:59Z"), (None, None));
    assert_eq!(limits(&office, "2026-03-01T23:30:00Z"), (Some(4), None));
    assert_eq!(limits(&office, "2026-03-02T00:30:00Z"), (Some(4), Some(9)));
}

#[test]
fn one_off_dates_are_days_too() {
    let sale = schedule(json!({
        "dates": ["2026-11-27", "2026-12-24..2026-12-26"], "from": "22:00", "to": "02:00", "min": 4
    }));
    assert!(on(&sale, "2026-11-28T01:00:00Z"));
    assert!(!on(&sale, "2026-11-27T01:00:00Z"));
    assert!(on(&sale, "2026-12-26T23:00:00Z"));
    assert!(!on(&sale, "2027-11-27T23:00:00Z"));
}

#[test]
fn date_patterns_are_floors() {
    let patterns = schedule(json!({"patterns": {"Mon.* 08:": 9, ".* 08:3": 12.5}}));
    assert_eq!(limits(&patterns, "2026-03-02T08:00:00Z"), (Some(9), None));
    assert_eq!(limits(&patterns, "2026-03-02T08:30:00Z"), (Some(13), None));
    assert_eq!(limits(&patterns, "2026-03-02T09:00:00Z"), (Some(1), None));
}

#[test]
fn it_is_told_when_the_range_changes_next() {
    let office = schedule(json!({
        "days": "Mon-Fri", "from": "08:00", "to": "18:00", "lead": "30m", "min": 4
    }));
    let next = |instant: &str| {
        let (seen, state) = (stream(4, &[]), ScalingState::default());
        let until = office.until(&View::new(&seen, &state, instant.parse().unwrap()));
        until.map(|until| until.to_string())
    };
    // 2026-03-06 is a Friday.
    assert_eq!(
        next("2026-03-06T12:00:00Z").unwrap(),
        "2026-03-06T18:00:00Z"
    );
    assert_eq!(
        next("2026-03-06T18:00:00Z").unwrap(),
        "2026-03-09T07:30:00Z"
    );
}

#[test]
fn what_does_not_fit_together_is_told() {
    assert_eq!(
        mistakes(json!({"patterns": {".*": 3}, "timezone": "Europe/Berlin"})),
        ["/timezone: `patterns` stand alone: they say when and how much, in UTC"]
    );
    assert_eq!(
        mistakes(json!({"days": "Mon", "dates": ["2026-11-27"], "lead": "2d", "max": 3})),
        [
            "/days: expected one of `days` and `dates`",
            "/lead: `2d` is longer than 1d, the longest lead",
            "/lead: `lead` raises the floor early; expected `min` with it",
        ]
    );
}

#[test]
fn a_floor_may_be_the_cap_but_not_above_it() {
    let both = |min, max| json!({"min": min, "max": max});
    assert_eq!(
        mistakes(both(5, 4)),
        ["the document: the floor 5 is above the cap 4"]
    );
    assert_eq!(
        limits(&schedule(both(4, 4)), "2026-03-02T12:00:00Z"),
        (Some(4), Some(4))
    );
    assert_eq!(
        mistakes(json!({"days": "Mon"})),
        ["the document: expected `min`, `max` or both, or `patterns`"]
    );
}

#[test]
fn nothing_stands_beside_date_patterns() {
    for (field, value) in [("lead", json!("1m")), ("min", json!(1)), ("max", json!(1))] {
        let wrong = mistakes(json!({"patterns": {".*": 3}, field: value}));
        assert!(wrong[0].starts_with(&format!("/{field}: ")), "{wrong:?}");
    }
}

#[test]
fn says_what_it_limits_now() {
    let words = |fields: &str| {
        let rule = format!(r#"{{"schedule": {{{fields}}}}}"#);
        verdict_of(&rule, &stream(4, &[])).finding.to_string()
    };
    // Noon of a Monday.
    let all_day = "Mon-Sun 00:00-24:00 UTC";
    assert_eq!(words(r#""min": 3"#), format!("at least 3 in {all_day}"));
    assert_eq!(words(r#""max": 9"#), format!("at most 9 in {all_day}"));
    assert_eq!(
        words(r#""min": 3, "max": 9"#),
        format!("3 to 9 in {all_day}")
    );
    assert_eq!(
        words(r#""min": 3, "days": "Tue""#),
        "outside of Tue 00:00-24:00 UTC"
    );
}

#[test]
fn what_it_limits_lies_within_the_bounds() {
    let wrong = |rule: Value| {
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 2, "max": 64},
            "rules": [{ "schedule": rule }],
        });
        let found = crate::Policy::parse(&document).err().unwrap_or_default();
        let places = found.into_iter().map(|mistake| mistake.pointer);
        places.collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(json!({"min": 1, "max": 65})),
        ["/rules/0/schedule/min", "/rules/0/schedule/max"]
    );
    assert_eq!(
        wrong(json!({"patterns": {".*": 65}})),
        ["/rules/0/schedule/patterns"]
    );
    // Nothing matches now and then, and that is 1.
    assert_eq!(wrong(json!({"patterns": {".*": 1, "Mon": 64}})), [""; 0]);
    assert_eq!(wrong(json!({"min": 2, "max": 64})), [""; 0]);
}
