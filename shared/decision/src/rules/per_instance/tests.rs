//! What each member triggers.

mod rest;

use serde_json::{Value, json};

use super::*;
use crate::{
    Observation, Sample, ScalingState, Series, TargetKind,
    member::tests::node,
    policy::Mistakes,
    rules::{
        Verdict,
        tests::{noon, rule, series, verdict_of},
    },
};

/// Shards `s0`, `s1`, … with these values of `write_utilization`, a minute each.
fn shards(values: &[&[f64]]) -> Observation {
    let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
    let members = values.iter().enumerate().map(|(index, values)| Member {
        series: vec![series(metric, Period::minutes(1), values)],
        ..node(&format!("s{index}"), 600)
    });
    let members: Vec<_> = members.collect();
    Observation {
        capacity: Capacity(u32::try_from(members.len()).unwrap()),
        members: Some(members),
        ..Observation::default()
    }
}

const HOT: &str = r#"{"per_instance": {"metric": "write_utilization", "over": 0.8, "for": "2m"}}"#;
const COLD: &str = r#"{"per_instance": {"metric": "write_utilization", "under": 0.1,
    "for": "2m", "remove": 2}}"#;

fn named(verdict: &Verdict) -> &[String] {
    verdict.finding.named()
}

#[test]
fn one_member_over_for_the_time_adds_one() {
    let none = verdict_of(HOT, &shards(&[&[0.9, 0.5], &[0.5, 0.9]]));
    assert_eq!(none.opinion, Opinion::Content);
    let one = verdict_of(HOT, &shards(&[&[0.9, 0.5], &[0.9, 0.9]]));
    assert_eq!(one.opinion, Opinion::Wants(Capacity(3)));
    assert_eq!(named(&one), ["s1"]);
}

#[test]
fn several_come_to_one_change() {
    let hot: &[f64] = &[0.9, 0.9];
    let verdict = verdict_of(HOT, &shards(&[hot, hot, hot, hot, hot]));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(6)));
    assert_eq!(
        verdict.finding.to_string(),
        "write_utilization of 5 of 5 members (s0, s1, s2 and 2 more) has been over 80 % for 2m"
    );
}

#[test]
fn those_that_trigger_go_and_no_others() {
    let (cold, warm): (&[f64], &[f64]) = (&[0.0, 0.0], &[0.0, 0.4]);
    let wants = |values: &[&[f64]]| verdict_of(COLD, &shards(values)).opinion;
    assert_eq!(wants(&[warm, warm, warm]), Opinion::Wants(Capacity(3)));
    assert_eq!(wants(&[warm, cold, warm]), Opinion::Wants(Capacity(2)));
    assert_eq!(wants(&[cold, cold, cold]), Opinion::Wants(Capacity(1)));
}

#[test]
fn who_has_been_past_it_longest_is_named_first() {
    let verdict = verdict_of(
        COLD,
        &shards(&[&[0.4, 0.0, 0.0], &[0.0, 0.0, 0.0], &[0.4, 0.4, 0.4]]),
    );
    assert_eq!(named(&verdict), ["s1", "s0"]);
    assert_eq!(
        verdict.finding.to_string(),
        "write_utilization of 2 of 3 members (s1, s0) has been under 10 % for 2m"
    );
}

#[test]
fn a_member_without_data_neither_triggers_nor_hinders() {
    let verdict = verdict_of(COLD, &shards(&[&[], &[0.0, 0.0], &[0.5, 0.5]]));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(2)));
    assert_eq!(named(&verdict), ["s1"]);
    let words = verdict.finding.to_string();
    assert!(words.ends_with("; of 1 nothing is known"), "{words}");
}

#[test]
fn without_any_data_it_cannot_see() {
    assert_eq!(
        verdict_of(COLD, &shards(&[&[], &[]])).opinion,
        Opinion::Abstains
    );
    let nobody = Observation::default();
    let verdict = verdict_of(COLD, &nobody);
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "the list of members has no data"
    );
}

#[test]
fn only_members_that_serve_and_may_go_trigger() {
    let cold: &[f64] = &[0.0, 0.0];
    let mut seen = shards(&[cold, cold, cold]);
    let mut members = seen.members.iter_mut().flatten();
    members.next().unwrap().stage = Stage::Draining;
    members.next().unwrap().protected = true;
    let verdict = verdict_of(COLD, &seen);
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(2)));
    assert_eq!(named(&verdict), ["s2"]);
}

#[test]
fn many_are_counted_and_a_hundred_go_at_once() {
    let cold: &[f64] = &[0.0, 0.0];
    let rule = COLD.replace("\"remove\": 2", "\"remove\": \"100%\"");
    let verdict = verdict_of(&rule, &shards(&vec![cold; 120]));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(20)));
    assert_eq!(named(&verdict).len(), 100);
    let words = verdict.finding.to_string();
    assert!(
        words.contains("120 of 120 members (s0, s1, s2 and 117 more)"),
        "{words}"
    );
}

#[test]
fn a_member_that_has_to_stay_may_ask_for_more() {
    let mut seen = shards(&[&[0.9, 0.9]]);
    for member in seen.members.iter_mut().flatten() {
        member.protected = true;
    }
    assert_eq!(verdict_of(HOT, &seen).opinion, Opinion::Wants(Capacity(2)));
}

#[test]
fn what_contradicts_itself_is_refused() {
    let wrong = |fields: Value| {
        let mut document = json!({"metric": "write_utilization"});
        document
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let parsed = deserr::deserialize::<PerInstance, _, Mistakes>(document);
        parsed.unwrap_err().0[0].to_string()
    };
    assert_eq!(
        wrong(json!({"over": 1, "under": 0.1})),
        "the document: expected one of `over`, `at_least`, `under` and `at_most`"
    );
    assert_eq!(
        wrong(json!({"under": 0.1, "add": 1})),
        "/add: load past this threshold asks for a scale-in"
    );
}
