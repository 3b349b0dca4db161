use super::*;
use crate::{
    Observation, Other, ScalingState, TargetKind,
    rules::tests::{mistakes_of, noon, stream, verdict_of},
};

/// A stream beside `clicks`, which goes from 5 to 8 and was decided on so many minutes ago.
fn seen(minutes_ago: u32) -> Observation {
    let target = TargetId {
        kind: TargetKind::KinesisStream,
        name: "clicks".to_owned(),
    };
    let at = Period::minutes(minutes_ago).before(noon());
    let mut state = ScalingState::default().claimed(Capacity(5), Capacity(8), at);
    state = state.accepted(Capacity(8), at);
    (state.capacity, state.evaluated_at) = (Some(Capacity(5)), Some(at));
    Observation {
        others: Other::of(&target, &state, Some((Capacity(5), at)))
            .into_iter()
            .collect(),
        ..stream(2, &[])
    }
}

fn wants(more: &str) -> Opinion {
    let rule = format!(r#"{{"follow": {{"kind": "kinesis-stream", "name": "clicks"{more}}}}}"#);
    verdict_of(&rule, &seen(1)).opinion
}

#[test]
fn goes_along_with_a_share_of_the_other_and_some_on_top() {
    assert_eq!(wants(""), Opinion::Wants(Capacity(5)));
    assert_eq!(wants(r#", "ratio": 0.5"#), Opinion::Wants(Capacity(3)));
    let some = r#", "ratio": 0.5, "offset": 1"#;
    assert_eq!(wants(some), Opinion::Wants(Capacity(4)));
    let fewer = r#", "offset": -9"#;
    assert_eq!(wants(fewer), Opinion::Wants(Capacity(0)));
}

#[test]
fn makes_so_many_together_with_the_other() {
    assert_eq!(wants(r#", "together": 10"#), Opinion::Wants(Capacity(2)));
    // Rather one more than too few.
    assert_eq!(wants(r#", "together": 11"#), Opinion::Wants(Capacity(3)));
    assert_eq!(wants(r#", "together": 0.5"#), Opinion::Wants(Capacity(1)));
    // The other is to have 8: until it does, there would be too few with less here.
    let first = r#", "together": 32, "order": "before""#;
    assert_eq!(wants(first), Opinion::Wants(Capacity(7)));
    let nothing = Share::Together(6.0).of(Capacity(0));
    assert_eq!(nothing, Capacity(6));
}

#[test]
fn goes_first_when_it_is_to_be_there_before_the_other() {
    let first = wants(r#", "order": "before""#);
    assert_eq!(first, Opinion::Wants(Capacity(8)));
}

#[test]
fn what_is_missing_or_too_old_is_not_followed() {
    let rule = r#"{"follow": {"kind": "kinesis-stream", "name": "clicks"}}"#;
    let said = |seen: &Observation| {
        let verdict = verdict_of(rule, seen);
        assert_eq!(verdict.opinion, Opinion::Abstains);
        verdict.finding.to_string()
    };
    assert_eq!(
        said(&stream(2, &[])),
        "the capacity of kinesis-stream/clicks has no data"
    );
    assert_eq!(
        said(&seen(16)),
        "the capacity of kinesis-stream/clicks has no data since 2026-03-02T11:44:00Z"
    );
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let wrong = mistakes_of(
        r#"{"follow": {"kind": "kinesis-stream", "name": "a/b", "at_most_old": "0s"}}"#,
    );
    let places: Vec<_> = wrong.iter().map(|each| each.pointer.as_str()).collect();
    assert_eq!(places, ["/follow/name", "/follow/at_most_old"]);
    let wrong =
        mistakes_of(r#"{"follow": {"kind": "kinesis-stream", "name": "a", "ratio": 1e300}}"#);
    assert_eq!(
        wrong[0].to_string(),
        "/follow/ratio: expected more than 0 and at most 1000000"
    );
    for beside in [r#""ratio": 2"#, r#""offset": 0"#] {
        let wrong = mistakes_of(&format!(
            r#"{{"follow": {{"kind": "kinesis-stream", "name": "a", "together": 9, {beside}}}}}"#
        ));
        assert_eq!(
            wrong[0].to_string(),
            "/follow/together: expected no `ratio` and no `offset` beside it"
        );
    }
}

#[test]
fn says_what_the_other_has_or_is_to_have() {
    let words = |more: &str| {
        let other = r#""kind": "kinesis-stream", "name": "clicks""#;
        let rule = format!(r#"{{"follow": {{{other}{more}}}}}"#);
        verdict_of(&rule, &seen(1)).finding.to_string()
    };
    assert_eq!(words(""), "kinesis-stream/clicks has 5");
    assert_eq!(
        words(r#", "order": "before""#),
        "kinesis-stream/clicks is to have 8"
    );
    assert_eq!(
        words(r#", "together": 10"#),
        "kinesis-stream/clicks has 5, and both multiplied are to make 10"
    );
    assert_eq!(
        words(r#", "together": 10, "order": "before""#),
        "kinesis-stream/clicks has 5, and both multiplied are to make 10"
    );
}
