use super::*;
use crate::{
    Observation, Readiness, ScalingState,
    rules::tests::{cluster, demand, noon, rule, stream, verdict_of},
};

const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;

#[test]
fn scales_in_proportion_to_the_value() {
    assert_eq!(
        verdict_of(TRACK, &stream(4, &[0.9])).opinion,
        Opinion::Wants(Capacity(6))
    );
    assert_eq!(
        verdict_of(TRACK, &stream(4, &[0.15])).opinion,
        Opinion::Wants(Capacity(1))
    );
}

#[test]
fn goes_by_the_units_that_run_and_the_capacity_at_most() {
    let wants = |value, readiness| {
        let seen = Observation {
            readiness,
            ..stream(4, &[value])
        };
        verdict_of(TRACK, &seen).opinion
    };
    let running = Capacity(2);
    let starting = Readiness::Starting { running };
    // By the four that were asked for it would be seven, and more each time.
    assert_eq!(wants(1.0, starting), Opinion::Wants(Capacity(4)));
    let running = Capacity(8);
    let replacing = Readiness::Replacing { running };
    assert_eq!(wants(0.9, replacing), Opinion::Wants(Capacity(6)));
    assert_eq!(wants(0.3, replacing), Opinion::Wants(Capacity(2)));
}

#[test]
fn leaves_alone_what_is_within_the_tolerance() {
    assert_eq!(
        verdict_of(TRACK, &stream(4, &[0.65])).opinion,
        Opinion::Wants(Capacity(4))
    );
    assert_eq!(
        verdict_of(TRACK, &stream(4, &[0.55])).opinion,
        Opinion::Wants(Capacity(4))
    );
}

#[test]
fn the_tolerance_may_differ_by_direction() {
    let track = r#"{"track": {"metric": "write_utilization", "target": 0.5,
                    "tolerance": {"out": 0.05, "in": 0.3}}}"#;
    let wants = |value| verdict_of(track, &stream(10, &[value])).opinion;
    assert_eq!(wants(0.55), Opinion::Wants(Capacity(11)));
    assert_eq!(wants(0.52), Opinion::Wants(Capacity(10)));
    assert_eq!(wants(0.36), Opinion::Wants(Capacity(10)));
    assert_eq!(wants(0.34), Opinion::Wants(Capacity(7)));
}

#[test]
fn a_tolerance_of_everything_is_refused_at_its_place() {
    let wrong = |tolerance: serde_json::Value| {
        let track = serde_json::json!({
            "metric": "write_utilization", "target": 0.5, "tolerance": tolerance
        });
        let wrong = deserr::deserialize::<Track, _, Mistakes>(track).unwrap_err();
        wrong
            .0
            .into_iter()
            .map(|mistake| mistake.pointer)
            .collect::<Vec<_>>()
    };
    let at = |place: &str| vec![place.to_owned()];
    assert_eq!(wrong(serde_json::json!(1.0)), at("/tolerance"));
    assert_eq!(wrong(serde_json::json!({"in": -0.1})), at("/tolerance/in"));
}

#[test]
fn only_the_newest_value_counts() {
    assert_eq!(
        verdict_of(TRACK, &stream(4, &[9.0, 0.6])).opinion,
        Opinion::Wants(Capacity(4))
    );
}

#[test]
fn nodes_that_are_not_scaled_carry_their_part() {
    let track = r#"{"track": {"metric": "memory_utilization", "target": 0.5}}"#;
    // 2 core and 2 task nodes at 100 % need 8 nodes, of which 6 are task nodes.
    assert_eq!(
        verdict_of(track, &cluster(2, 2, &[1.0])).opinion,
        Opinion::Wants(Capacity(6))
    );
    assert_eq!(
        verdict_of(track, &cluster(2, 2, &[0.1])).opinion,
        Opinion::Wants(Capacity(0))
    );
}

#[test]
fn leaves_zero_by_one_step() {
    let track = r#"{"track": {"metric": "memory_utilization", "target": 0.5}}"#;
    assert_eq!(
        verdict_of(track, &cluster(0, 0, &[3.0])).opinion,
        Opinion::Wants(Capacity(1))
    );
}

#[test]
fn says_what_it_saw() {
    let verdict = verdict_of(TRACK, &stream(4, &[0.9]));
    assert_eq!(
        verdict.finding.to_string(),
        "write_utilization 90 % is above its target of 60 %"
    );
}

#[test]
fn says_on_which_side_of_its_target_it_is() {
    let exact = TRACK.replace("0.6}", r#"0.6, "tolerance": 0, "window": "2m"}"#);
    let words = |values: &[f64]| verdict_of(&exact, &stream(4, values)).finding.to_string();
    let metric = "write_utilization";
    assert_eq!(
        words(&[0.3, 0.3]),
        format!("{metric} 30 % (average of 2m) is below its target of 60 %")
    );
    assert_eq!(
        words(&[0.6, 0.6]),
        format!("{metric} 60 % (average of 2m) is near its target of 60 %")
    );
    // With a gap.
    assert_eq!(
        words(&[0.9]),
        format!("{metric} 90 % (average of 2m) is above its target of 60 %")
    );
    assert_eq!(
        words(&[0.3]),
        format!(
            "{metric} 30 % (average of 2m) is below its target of 60 % with gaps, and missing \
             data never scales in"
        )
    );
}

#[test]
fn a_window_is_judged_as_a_whole() {
    let seen = stream(4, &[0.2, 0.9, 0.6, 0.6]);
    let of = |statistic: &str| {
        let rule = TRACK.replace(
            "0.6}",
            &format!("0.6, \"window\": \"3m\", \"statistic\": \"{statistic}\"}}"),
        );
        verdict_of(&rule, &seen)
    };
    assert_eq!(of("maximum").opinion, Opinion::Wants(Capacity(6)));
    assert_eq!(of("minimum").opinion, Opinion::Wants(Capacity(4)));
    assert_eq!(
        of("average").finding.to_string(),
        "write_utilization 70 % (average of 3m) is above its target of 60 %"
    );
}

#[test]
fn a_window_with_gaps_asks_for_more_but_not_for_less() {
    let rule = TRACK.replace("0.6}", r#"0.6, "window": "4m"}"#);
    let less = verdict_of(&rule, &stream(4, &[0.1, f64::NAN, 0.1, 0.1]));
    assert_eq!(less.opinion, Opinion::Wants(Capacity(4)));
    assert!(
        less.finding
            .to_string()
            .ends_with("missing data never scales in")
    );
    let more = verdict_of(&rule, &stream(4, &[0.9, f64::NAN, 0.9, 0.9]));
    assert_eq!(more.opinion, Opinion::Wants(Capacity(6)));
    let full = verdict_of(&rule, &stream(4, &[0.1, 0.1, 0.1, 0.1]));
    assert_eq!(full.opinion, Opinion::Wants(Capacity(1)));
}

const DEMAND: &str = r#"{"track": {"metric": "write_demand", "target": 0.8, "tolerance": 0,
                         "look_ahead": "2m"}}"#;

#[test]
fn a_rise_is_taken_to_go_on() {
    let rising = verdict_of(DEMAND, &demand(10, &[0.2, 0.3, 0.4, 0.5], &[]));
    assert_eq!(rising.opinion, Opinion::Wants(Capacity(9)));
    assert_eq!(
        rising.finding.to_string(),
        "write_demand 70 % (20 % of it a rise within 2m) is below its target of 80 %"
    );
    let falling = verdict_of(DEMAND, &demand(10, &[0.8, 0.7, 0.6, 0.5], &[]));
    assert_eq!(falling.opinion, Opinion::Wants(Capacity(7)));
}

#[test]
fn what_is_still_collected_can_only_ask_for_more() {
    let wants =
        |growing: &[f64]| verdict_of(DEMAND, &demand(10, &[0.5, 0.5, 0.5, 0.5], growing)).opinion;
    assert_eq!(wants(&[0.1]), Opinion::Wants(Capacity(7)));
    assert_eq!(wants(&[0.8]), Opinion::Wants(Capacity(13)));
}

#[test]
fn a_demand_is_known_from_before_a_change_of_capacity() {
    let seen = demand(10, &[0.5, 0.5, 0.5, 0.5], &[]);
    let state = ScalingState {
        changed_at: Some(noon()),
        ..ScalingState::default()
    };
    let verdict = rule(DEMAND).recommend(&View::new(&seen, &state, noon()));
    assert_eq!(verdict.opinion, Opinion::Wants(Capacity(7)));
}

#[test]
fn nobody_looks_farther_ahead_than_half_an_hour() {
    let track = serde_json::json!({"metric": "write_demand", "target": 0.8, "look_ahead": "31m"});
    let wrong = deserr::deserialize::<Track, _, Mistakes>(track).unwrap_err();
    assert_eq!(wrong.0[0].pointer, "/look_ahead");
}
