use serde_json::json;

use super::*;
use crate::{
    Capacity, Metric, Observation, Period, TargetKind,
    policy::Mistakes,
    rules::tests::{series, verdict_of},
};

/// So many nodes with these numbers of applications, each after five minutes.
fn opinion(rule: &str, nodes: u32, apps: &[f64]) -> Opinion {
    let metric = Metric::of(TargetKind::EmrCluster, "apps_running").unwrap();
    let seen = Observation {
        capacity: Capacity(nodes),
        series: vec![series(metric, Period::minutes(5), apps)],
        ..Observation::default()
    };
    verdict_of(rule, &seen).opinion
}

const RULE: &str = r#"{"load_plus_online": {"metric": "apps_running", "up": 10, "down": 4,
    "samples": 3, "add": 2}}"#;

#[test]
fn the_upper_threshold_grows_with_the_units_that_serve() {
    let wants = |nodes, apps: &[f64]| opinion(RULE, nodes, apps);
    assert_eq!(wants(3, &[14.0, 13.0, 12.9]), Opinion::Wants(Capacity(3)));
    assert_eq!(wants(3, &[14.0, 13.0, 13.0]), Opinion::Wants(Capacity(5)));
    assert_eq!(wants(0, &[10.0, 10.0, 10.0]), Opinion::Wants(Capacity(2)));
}

#[test]
fn by_as_much_for_each_as_is_said() {
    let rule = RULE.replace("\"down\": 4", "\"per_unit\": 2.5");
    let wants = |apps: &[f64]| opinion(&rule, 3, apps);
    assert_eq!(wants(&[19.0, 18.0, 17.4]), Opinion::Content);
    assert_eq!(wants(&[19.0, 18.0, 17.5]), Opinion::Wants(Capacity(5)));
}

#[test]
fn the_lower_threshold_does_not_grow() {
    let wants = |apps: &[f64]| opinion(RULE, 3, apps);
    assert_eq!(wants(&[4.5, 4.5, 4.5]), Opinion::Wants(Capacity(3)));
    assert_eq!(wants(&[3.0, 3.0, 4.0]), Opinion::Wants(Capacity(3)));
    assert_eq!(wants(&[3.0, 3.0, 3.9]), Opinion::Wants(Capacity(2)));
}

#[test]
fn too_few_samples_are_not_enough_in_either_direction() {
    assert_eq!(opinion(RULE, 3, &[99.0, 99.0]), Opinion::Wants(Capacity(3)));
    assert_eq!(opinion(RULE, 3, &[1.0, 1.0]), Opinion::Wants(Capacity(3)));
    assert_eq!(opinion(RULE, 3, &[]), Opinion::Abstains);
}

#[test]
fn says_what_the_units_bear() {
    let metric = Metric::of(TargetKind::EmrCluster, "apps_running").unwrap();
    let seen = Observation {
        capacity: Capacity(3),
        series: vec![series(metric, Period::minutes(5), &[14.0, 14.0, 14.0])],
        ..Observation::default()
    };
    assert_eq!(
        verdict_of(RULE, &seen).finding.to_string(),
        "apps_running 14 has been at least 13, what 3 units bear, in 3 samples"
    );
    let words = |rule: &str, apps: f64| {
        let seen = Observation {
            series: vec![series(metric, Period::minutes(5), &[apps; 3])],
            ..seen.clone()
        };
        verdict_of(rule, &seen).finding.to_string()
    };
    assert_eq!(
        words(RULE, 3.0),
        "apps_running 3 has been under 4 in 3 samples"
    );
    assert_eq!(
        words(RULE, 9.0),
        "apps_running 9 has been neither at least 13, what 3 units bear, nor under 4 in 3 samples"
    );
    assert_eq!(
        words(&RULE.replace(r#""down": 4,"#, ""), 9.0),
        "apps_running 9 has not been at least 13, what 3 units bear, in 3 samples"
    );
}

#[test]
fn a_threshold_that_sinks_with_more_units_is_refused() {
    let wrong = json!({"metric": "apps_running", "up": 9, "per_unit": -1});
    let wrong = deserr::deserialize::<LoadPlusOnline, _, Mistakes>(wrong).unwrap_err();
    assert_eq!(
        wrong.0[0].to_string(),
        "/per_unit: more units bear more load: expected 0 or more"
    );
}
