use super::*;
use crate::{
    Capacity, ScalingState,
    rules::{
        Verdict,
        tests::{mistakes_of, noon, rule, stream},
    },
};

const RULE: &str = r#"{"external": {"source": "forecaster", "at_most_old": "10m"}}"#;
const LAX: &str = r#"{"external":
    {"source": "forecaster", "at_most_old": "10m", "when_missing": "ignore"}}"#;

fn minutes_ago(minutes: u32) -> Timestamp {
    Period::minutes(minutes).before(noon())
}

/// What the rule says of 8 shards that changed five minutes ago.
fn said(document: &str, proposal: &str, pushed: u32) -> Verdict {
    let mut seen = stream(8, &[]);
    seen.pushed = vec![Pushed {
        source: "forecaster".to_owned(),
        at: minutes_ago(pushed),
        proposal: Proposal::parse(&serde_json::from_str(proposal).unwrap()).unwrap(),
    }];
    let state = ScalingState {
        changed_at: Some(minutes_ago(5)),
        ..ScalingState::default()
    };
    rule(document).recommend(&View::new(&seen, &state, noon()))
}

#[test]
fn wants_what_was_pushed() {
    for (proposal, wanted) in [
        (r#"{"capacity": 3}"#, 3),
        (r#"{"add": 4}"#, 12),
        (r#"{"remove": "25%"}"#, 6),
    ] {
        let verdict = said(RULE, proposal, 1);
        assert_eq!(verdict.opinion, Opinion::Wants(Capacity(wanted)));
    }
}

#[test]
fn counts_until_it_is_too_old() {
    let verdict = said(RULE, r#"{"capacity": 3}"#, 10);
    assert_eq!(verdict.until, Some(noon()));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(3)));
    let verdict = said(RULE, r#"{"capacity": 3}"#, 11);
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "the recommendation of forecaster has no data since 2026-03-02T11:49:00Z"
    );
}

#[test]
fn more_and_less_are_spent_when_capacity_has_changed() {
    let verdict = said(RULE, r#"{"add": 4}"#, 6);
    assert_eq!(verdict.opinion, Opinion::Abstains);
    let verdict = said(RULE, r#"{"capacity": 3}"#, 6);
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(3)));
}

#[test]
fn what_is_missing_is_ignored_where_the_policy_says_so() {
    let verdict = said(LAX, r#"{"capacity": 3}"#, 11);
    let (floor, cap) = (None, None);
    assert_eq!(verdict.opinion, Opinion::Limits { floor, cap });
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let wrong = mistakes_of(r#"{"external": {"source": "a/b", "at_most_old": "8d"}}"#);
    let places: Vec<_> = wrong.iter().map(|each| each.pointer.as_str()).collect();
    assert_eq!(places, ["/external/source", "/external/at_most_old"]);
}

#[test]
fn says_who_recommended_what_and_when() {
    let words = |document, proposal, minutes| said(document, proposal, minutes).finding.to_string();
    let at = "at 2026-03-02T11:59:00Z";
    assert_eq!(
        words(RULE, r#"{"capacity": 3}"#, 1),
        format!("forecaster recommended a capacity of 3 {at}")
    );
    assert_eq!(
        words(RULE, r#"{"remove": "25%"}"#, 1),
        format!("forecaster recommended 25 % less {at}")
    );
    assert_eq!(
        words(LAX, r#"{"capacity": 3}"#, 11),
        "the recommendation of forecaster has no data since 2026-03-02T11:49:00Z, and is ignored"
    );
}
