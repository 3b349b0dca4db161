use serde_json::{Value, json};

use super::*;
use crate::{
    Policy, ScalingState, decide,
    rules::tests::{mistakes_of, noon, rule, stream},
};

const HALF: &str = r#"{"peak": {"over": "24h", "factor": 0.5}}"#;

/// What is kept when 13 shards were needed so many hours ago.
fn kept(hours_ago: u32) -> Option<Capacity> {
    let mut state = ScalingState::default();
    let at = Period::minutes(60 * hours_ago).before(noon());
    state.needs.remember(at, Capacity(13), LONGEST);
    let seen = stream(20, &[]);
    match rule(HALF)
        .recommend(&View::new(&seen, &state, noon()))
        .opinion
    {
        Opinion::Keeps(kept) => Some(kept),
        _ => None,
    }
}

#[test]
fn a_share_of_the_highest_need_is_kept() {
    assert_eq!(kept(23), Some(Capacity(7)));
}

#[test]
fn a_need_that_is_too_long_ago_is_forgotten() {
    assert_eq!(kept(24), None);
}

/// What is decided of twelve idle shards when 13 were needed an hour ago.
fn decided(another: &Value, manual: &Value) -> Capacity {
    let track = json!({"track": {"metric": "write_utilization", "target": 0.6}});
    let peak: Value = serde_json::from_str(HALF).unwrap();
    let at_once = json!({"cooldown": "0s", "stabilization": "0s"});
    let document = json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [track, peak, another],
        "guards": {"scale_in": at_once, "manual": manual},
    });
    let policy = Policy::parse(&document).unwrap();
    let mut state = ScalingState::default();
    let at = Period::minutes(60).before(noon());
    state.needs.remember(at, Capacity(13), LONGEST);
    decide(&policy, &stream(12, &[0.1]), &state, noon()).desired()
}

#[test]
fn a_cap_and_a_persons_override_go_below_what_is_kept() {
    let at_night = |cap: u32| json!({"schedule": {"max": cap}});
    let over = json!({"capacity": 3, "until": "2026-03-02T12:00:00Z"});
    assert_eq!(decided(&at_night(40), &over), Capacity(7));
    assert_eq!(decided(&at_night(4), &over), Capacity(4));
    let in_force = json!({"capacity": 3, "until": "2026-03-02T12:01:00Z"});
    assert_eq!(decided(&at_night(40), &in_force), Capacity(3));
}

#[test]
fn in_shadow_nothing_is_kept() {
    let shadowed = json!({"peak": {"over": "24h"}, "shadow": true});
    assert_eq!(decided(&shadowed, &Value::Null), Capacity(7));
}

#[test]
fn a_target_that_is_new_has_no_floor_and_it_says_so() {
    let (seen, state) = (stream(4, &[]), ScalingState::default());
    let verdict = rule(HALF).recommend(&View::new(&seen, &state, noon()));
    let (floor, cap) = (None, None);
    assert_eq!(verdict.opinion, Opinion::Limits { floor, cap });
    assert_eq!(
        verdict.finding.to_string(),
        "no need of the last 1d is known"
    );
}

#[test]
fn it_is_told_when_the_need_will_be_forgotten() {
    let mut state = ScalingState::default();
    let at = Period::minutes(60 * 23).before(noon());
    state.needs.remember(at, Capacity(13), LONGEST);
    let seen = stream(20, &[]);
    let verdict = rule(HALF).recommend(&View::new(&seen, &state, noon()));
    assert_eq!(verdict.until, Some(Period::minutes(60).after(noon())));
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let wrong = mistakes_of(r#"{"peak": {"over": "8d", "factor": 2}}"#);
    let places: Vec<_> = wrong.iter().map(|each| each.pointer.as_str()).collect();
    assert_eq!(places, ["/peak/over", "/peak/factor"]);
}
