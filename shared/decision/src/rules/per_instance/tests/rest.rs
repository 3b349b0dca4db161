//! How a rule for each member rests.

use super::*;

/// Values of one member at every so many seconds from `start` on, as they are pushed.
fn pushed(seconds: &[u32], start: Timestamp) -> Vec<Series> {
    let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
    let at = |seconds: &u32| Sample::new(Period::seconds(*seconds).after(start), 0.9);
    let samples = seconds.iter().filter_map(at).collect();
    vec![Series::new(metric, Period::ZERO, Timestamp::MAX, samples)]
}

/// When a rule for a minute with a rest of two adds, of values that are pushed every ten
/// seconds.
fn adds_at(members: u32, until: u32) -> Vec<(u32, String)> {
    let rule = rule(
        r#"{"per_instance": {"metric": "write_utilization", "over": 0.8, "for": "1m",
            "rest": "2m"}}"#,
    );
    let start = noon();
    let (mut state, mut added) = (ScalingState::default(), Vec::new());
    for now in 0..=until {
        let of_member = |index: u32| {
            let times = (0..=now).step_by(10);
            Member {
                series: pushed(&times.collect::<Vec<_>>(), start),
                ..node(&format!("u{}", index + 1), 600)
            }
        };
        let seen = Observation {
            capacity: Capacity(4),
            members: Some((0..members).map(of_member).collect()),
            ..Observation::default()
        };
        let view = View::new(&seen, &state, Period::seconds(now).after(start));
        let verdict = rule.recommend(&view);
        if verdict.opinion == Opinion::Wants(Capacity(5)) {
            added.push((now, verdict.finding.named()[0].clone()));
            for (of, until) in verdict.finding.rests() {
                state.rests.begin(of, until);
            }
        }
    }
    added
}

#[test]
fn after_a_change_it_rests_and_who_triggered_begins_anew() {
    let one = |at| (at, "u1".to_owned());
    assert_eq!(adds_at(1, 600), [one(70), one(260), one(450)]);
}

#[test]
fn members_share_the_rest_and_a_neighbour_follows_when_it_is_over() {
    let added = adds_at(2, 300);
    let added: Vec<_> = added.iter().map(|(at, id)| (*at, id.as_str())).collect();
    assert_eq!(added, [(70, "u1"), (190, "u2"), (260, "u1")]);
}

#[test]
fn it_is_told_until_when_it_rests() {
    let document = HOT.replace("\"2m\"", "\"2m\", \"rest\": \"5m\"");
    let seen = shards(&[&[0.9, 0.9], &[0.1, 0.1]]);
    let awake = verdict_of(&document, &seen);
    assert_eq!(awake.opinion, Opinion::Wants(Capacity(3)));
    let (known_by, _) = *awake.finding.rests().last().unwrap();
    let resting = |until: Timestamp| {
        let mut state = ScalingState::default();
        state.rests.begin(known_by, until);
        let verdict = rule(&document).recommend(&View::new(&seen, &state, noon()));
        assert_eq!(verdict.opinion, Opinion::Content);
        assert_eq!(verdict.until, Some(until));
        verdict.finding.to_string()
    };
    assert_eq!(
        resting(noon()),
        "write_utilization of no member counts until 2026-03-02T12:00:00Z, because the rule rests"
    );
    assert_eq!(
        resting(Period::seconds(1).before(noon())),
        "write_utilization of none of 2 members has been over 80 % for 2m"
    );
}
