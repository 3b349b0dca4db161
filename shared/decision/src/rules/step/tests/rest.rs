//! How a step rule rests.

use super::*;

const RESTING: &str = r#"{"step": {"metric": "write_utilization", "over": 0.8, "for": "2m",
    "add": 1, "rest": "10m"}}"#;

#[test]
fn after_its_step_was_taken_it_rests_from_when_its_time_was_full() {
    let verdict = verdict_of(RESTING, &stream(4, &[0.9, 0.9]));
    let Finding::Step(finding) = verdict.finding else {
        panic!("{verdict:?}");
    };
    // The samples began two minutes before noon.
    let (_, until) = Step::rests(&finding)[0];
    assert_eq!(until, Period::minutes(10).after(noon()));
}

/// What the rule is known by in the state.
fn known_by(document: &str) -> String {
    let verdict = verdict_of(document, &stream(4, &[0.95, 0.95]));
    let Finding::Step(finding) = verdict.finding else {
        panic!("{verdict:?}");
    };
    Step::rests(&finding)[0].0.to_owned()
}

#[test]
fn a_rule_that_is_changed_does_not_rest() {
    let changed = [
        RESTING.replace("0.8", "0.804"),
        RESTING.replace("\"add\": 1", "\"add\": 2"),
        RESTING.replace("10m", "9m"),
    ];
    for other in changed {
        assert_ne!(known_by(&other), known_by(RESTING));
    }
}

/// What the rule says of four shards when its rest ended so many minutes before noon.
fn rested(minutes_ago: u32, utilization: &[f64]) -> Verdict {
    let observation = stream(4, utilization);
    let mut state = ScalingState::default();
    let until = Period::minutes(minutes_ago).before(noon());
    state.rests.begin(&known_by(RESTING), until);
    rule(RESTING).recommend(&View::new(&observation, &state, noon()))
}

#[test]
fn it_is_told_until_when_it_rests() {
    let rested = rested(1, &[0.9, 0.5]);
    assert_eq!(rested.until, Some(Period::minutes(1).before(noon())));
    assert_eq!(verdict_of(RESTING, &stream(4, &[0.5])).until, None);
}

#[test]
fn samples_of_its_rest_do_not_count() {
    let says = |minutes_ago| rested(minutes_ago, &[0.5, 0.9, 0.9]);
    assert_eq!(says(3).opinion, Opinion::Wants(Capacity(5)));
    assert_eq!(says(2).opinion, Opinion::Wants(Capacity(4)));
    let quiet = rested(1, &[0.9, 0.9, 0.5]);
    let words = quiet.finding.to_string();
    assert_eq!(
        words,
        "write_utilization does not count until 2026-03-02T11:59:00Z, because the rule rests"
    );
}

#[test]
fn while_it_rests_load_that_has_not_come_back_forbids_less() {
    let says = |utilization: &[f64]| rested(1, utilization).opinion;
    assert_eq!(says(&[0.9, 0.9]), Opinion::Wants(Capacity(4)));
    assert_eq!(says(&[0.5, 0.9]), Opinion::Wants(Capacity(4)));
    assert_eq!(says(&[0.9, 0.5]), Opinion::Content);
    let words = rested(1, &[0.9, 0.9]).finding.to_string();
    assert_eq!(
        words,
        "write_utilization 90 % is still over 80 %, but does not count until \
         2026-03-02T11:59:00Z, because the rule rests"
    );
    // The rest is over, its time is not full again.
    let refilling = rested(2, &[0.9, 0.9, 0.9]);
    assert_eq!(refilling.opinion, Opinion::Wants(Capacity(4)));
    assert_eq!(
        refilling.finding.to_string(),
        "write_utilization 90 % has not been over 80 % for 2m (1 of 2 samples) since the rule \
         rested, and was before"
    );
    assert_eq!(rested(2, &[0.9, 0.5, 0.9]).opinion, Opinion::Content);
}
