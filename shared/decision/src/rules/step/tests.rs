mod rest;

use serde_json::json;

use super::*;
use crate::{
    ScalingState,
    policy::Mistakes,
    rules::{
        Finding, Verdict,
        tests::{noon, rule, stream, verdict_of},
    },
};

const ADD: &str =
    r#"{"step": {"metric": "write_utilization", "over": 0.8, "for": "3m", "add": 2}}"#;
const REMOVE: &str =
    r#"{"step": {"metric": "write_utilization", "under": 0.3, "for": "3m", "remove": "50%"}}"#;

#[test]
fn adds_when_every_sample_of_the_time_is_over() {
    let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.85, 0.95]));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(6)));
}

#[test]
fn one_sample_below_starts_the_time_again() {
    let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.7, 0.95]));
    assert_eq!(verdict.opinion, Opinion::Content);
}

#[test]
fn too_few_samples_are_not_enough() {
    assert_eq!(
        verdict_of(ADD, &stream(4, &[0.9, 0.9])).opinion,
        Opinion::Content
    );
}

#[test]
fn a_gap_starts_the_time_again() {
    let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.9, f64::NAN, 0.9, 0.9]));
    assert_eq!(verdict.opinion, Opinion::Content);
}

#[test]
fn the_threshold_itself_is_not_past_it() {
    assert_eq!(
        verdict_of(ADD, &stream(4, &[0.8, 0.8, 0.8])).opinion,
        Opinion::Content
    );
}

#[test]
fn removes_per_cent_when_every_sample_is_under() {
    let verdict = verdict_of(REMOVE, &stream(8, &[0.1, 0.2, 0.1]));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(4)));
}

#[test]
fn goes_to_an_exact_capacity() {
    let to = r#"{"step": {"metric": "write_utilization", "over": 0.8, "to": 20}}"#;
    assert_eq!(
        verdict_of(to, &stream(4, &[0.9])).opinion,
        Opinion::Wants(Capacity(20))
    );
}

#[test]
fn takes_the_furthest_level_that_was_reached() {
    let levels = r#"{"step": {"metric": "write_utilization", "for": "2m", "steps": [
        {"over": 0.8, "add": 1}, {"over": 0.95, "add": "50%"}]}}"#;
    let wants = |values: &[f64]| verdict_of(levels, &stream(8, values)).opinion;
    assert_eq!(wants(&[0.9, 0.9]), Opinion::Wants(Capacity(9)));
    assert_eq!(wants(&[0.99, 0.99]), Opinion::Wants(Capacity(12)));
    assert_eq!(wants(&[0.9, 0.99]), Opinion::Wants(Capacity(9)));
    assert_eq!(wants(&[0.5, 0.99]), Opinion::Content);
}

#[test]
fn of_little_load_the_furthest_level_goes_lowest() {
    let levels = r#"{"step": {"metric": "write_utilization", "steps": [
        {"under": 0.5, "remove": 1}, {"under": 0.2, "remove": "50%"}]}}"#;
    let wants = |values: &[f64]| verdict_of(levels, &stream(8, values)).opinion;
    assert_eq!(wants(&[0.4]), Opinion::Wants(Capacity(7)));
    assert_eq!(wants(&[0.1]), Opinion::Wants(Capacity(4)));
}

#[test]
fn so_many_samples_can_be_asked_instead_of_a_time() {
    let step =
        r#"{"step": {"metric": "write_utilization", "at_least": 0.8, "samples": 3, "add": 2}}"#;
    let wants = |values: &[f64]| verdict_of(step, &stream(4, values)).opinion;
    assert_eq!(wants(&[0.8, 0.8, 0.8]), Opinion::Wants(Capacity(6)));
    assert_eq!(wants(&[0.8, 0.8]), Opinion::Content);
}

#[test]
fn says_what_it_saw() {
    let words = |rule, values: &[f64]| verdict_of(rule, &stream(4, values)).finding.to_string();
    assert_eq!(
        words(ADD, &[0.9, 0.9, 0.9]),
        "write_utilization 90 % has been over 80 % for 3m"
    );
    assert_eq!(
        words(ADD, &[0.5, 0.9, 0.9]),
        "write_utilization 90 % has not been over 80 % for 3m (2 of 3 samples)"
    );
    assert_eq!(
        words(REMOVE, &[0.1, 0.1, 0.5]),
        "write_utilization 50 % has not been under 30 % for 3m (0 of 3 samples)"
    );
}

#[test]
fn every_mistake_is_named_with_its_place() {
    let wrong = |fields: serde_json::Value| {
        let mut document = json!({"metric": "write_utilization"});
        document
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let parsed = deserr::deserialize::<Step, _, Mistakes>(document);
        let mistakes = parsed.unwrap_err().0;
        mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(json!({"over": 1, "remove": 1, "for": "4h"})),
        [
            "/for: `4h` is longer than 3h, the longest that is watched",
            "/remove: load over a threshold cannot ask for less"
        ]
    );
    assert_eq!(
        wrong(json!({"over": 1, "under": 2, "samples": 999})),
        [
            "/samples: expected 1 to 180 samples, found 999",
            "the document: expected one of `over`, `at_least`, `under`, `at_most` and `equals`",
            "the document: expected one of `add`, `remove` and `to`"
        ]
    );
    assert_eq!(
        wrong(json!({"steps": [{"over": 1, "add": 1}, {"under": 1, "remove": 1}]})),
        ["/steps: all steps of a rule change capacity in the same direction"]
    );
    assert_eq!(
        wrong(json!({"steps": [{"under": 1, "add": 1}]})),
        ["/steps/0/add: load under a threshold cannot ask for more"]
    );
}
