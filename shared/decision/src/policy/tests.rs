mod consumers;
mod rules;

use serde_json::{Value, json};

use super::*;

fn document() -> Value {
    json!({
        "name": "clickstream",
        "targets": {"kind": "kinesis-stream", "names": ["clicks", "orders"]},
        "mode": "dry-run",
        "bounds": {"min": 2, "max": 64},
        "evaluate": {"every": "5m"},
        "rules": [
            {"track": {"metric": "write_utilization", "target": 0.6, "tolerance": 0.1}},
            {"step": {"metric": "iterator_age_seconds", "over": 60, "for": "3m", "add": "25%"}},
            {"schedule": {"days": "Mon-Fri", "from": "08:00", "to": "18:00",
                          "timezone": "Australia/Sydney", "min": 10, "max": 40}}
        ],
        "guards": {
            "scale_out": {"cooldown": "0s", "stabilization": "0s", "step_limit": "100%"},
            "scale_in": {"cooldown": "15m", "stabilization": "30m", "step_limit": "50%"},
            "pause": {"direction": "in", "until": "2026-12-01T00:00:00Z"}
        }
    })
}

fn mistakes(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = document();
    change(&mut document);
    let found = Policy::parse(&document).unwrap_err();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_whole_document_is_a_policy() {
    let policy = Policy::parse(&document()).unwrap();
    assert_eq!(policy.mode, Mode::DryRun);
    assert_eq!(policy.every, Period::minutes(5));
    assert_eq!(policy.rules.len(), 3);
    let metrics: Vec<_> = policy.metrics().into_iter().map(Metric::name).collect();
    assert_eq!(metrics, ["write_utilization", "iterator_age_seconds"]);
    assert_eq!(policy.lookback(), Period::minutes(3));
}

#[test]
fn all_mistakes_are_reported_at_once_with_their_places() {
    let found = mistakes(|document| {
        document["bouns"] = document["bounds"].take();
        document["rules"][0]["track"]["metric"] = json!("write_utilisation");
        document["rules"][1]["step"]["over"] = json!("much");
        document["rules"][2]["schedule"]["min"] = json!(50);
        document["guards"]["scale_in"]["cooldown"] = json!(15);
    });
    assert_eq!(
        found,
        [
            "/bouns: there is no field `bouns` here; did you mean `bounds`?",
            "the document: the field `bounds` is missing",
            "/rules/0/track/metric: there is no metric `write_utilisation`; did you mean \
             `write_utilization`?",
            "/rules/1/step/over: expected a number, found a text",
            "/rules/2/schedule: the floor 50 is above the cap 40",
            "/guards/scale_in/cooldown: expected a length of time in quotes such as \"15m\", \
             found a whole number",
        ]
    );
}

#[test]
fn what_does_not_fit_together_is_found_beside_other_mistakes() {
    let found = mistakes(|document| {
        document["rules"][0]["track"]["metric"] = json!("memory_utilization");
        document["rules"][2]["schedule"]["max"] = json!(65);
        document["evaluate"]["every"] = json!("90s");
    });
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("/rules/0/track/metric: `memory_utilization` is a metric of "));
    assert!(found[1].starts_with("/rules/2/schedule/max: 65 is outside"));
    assert!(found[2].starts_with("/evaluate/every: expected whole minutes"));
}

#[test]
fn bounds_the_wrong_way_round_are_a_mistake() {
    let found = mistakes(|document| document["bounds"] = json!({"min": 9, "max": 3}));
    assert_eq!(
        found,
        ["/bounds: the least capacity 9 is above the most, 3"]
    );
}

#[test]
fn bounds_that_no_target_can_have_are_a_mistake() {
    let found = mistakes(|document| document["bounds"] = json!({"min": 0, "max": 64}));
    assert_eq!(found, ["/bounds/min: there is always at least 1, found 0"]);
    let found = mistakes(|document| document["bounds"] = json!({"min": 1, "max": 10_001}));
    assert_eq!(
        found,
        ["/bounds/max: there are never more than 10000, found 10001"]
    );
}

#[test]
fn names_that_no_target_can_have_are_refused() {
    let found = mistakes(|document| {
        document["targets"]["names"] = json!(["clicks", "a/b", "clicks", ""]);
    });
    assert_eq!(found.len(), 3, "{found:#?}");
    assert_eq!(found[1], "/targets/names/2: `clicks` is named twice");
}

#[test]
fn what_is_no_object_is_refused_whole() {
    let found = Policy::parse(&json!([1, 2])).unwrap_err();
    assert_eq!(
        found[0].to_string(),
        "the document: expected an object, found a list"
    );
}

#[test]
fn what_breaks_a_cooldown_is_checked_like_a_rule() {
    let found = mistakes(|document| {
        document["guards"]["scale_out"]["cooldown"] =
            json!({"wait": "5m", "broken_by": {"metric": "memory_utilization", "over": 0.9}});
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with(
        "/guards/scale_out/cooldown/broken_by/metric: `memory_utilization` is a metric of "
    ));
    let found = mistakes(|document| {
        document["guards"]["scale_in"]["cooldown"] =
            json!({"broken_by": {"metric": "write_utilization", "over": 0.9}});
    });
    assert_eq!(
        found,
        [
            "/guards/scale_in/cooldown/broken_by: overload does not hurry scaling in; only \
          `scale_out` has `broken_by`"
        ]
    );
}

#[test]
fn another_version_is_refused_with_the_one_that_is_understood() {
    let found = mistakes(|document| document["version"] = json!(2));
    assert_eq!(found, ["/version: version 1 is understood, found 2"]);
    let found = mistakes(|document| document["version"] = json!("1"));
    assert_eq!(found, ["/version: version 1 is understood, found a text"]);
}

#[test]
fn the_version_may_be_said() {
    let mut document = document();
    document["version"] = json!(1);
    assert!(Policy::parse(&document).is_ok());
}

#[test]
fn hostile_values_are_refused_where_they_are() {
    let found = mistakes(|document| {
        document["bounds"]["max"] = json!(1e300);
        document["rules"][0]["track"]["target"] = json!(-1e308);
        document["rules"][2]["schedule"]["timezone"] = json!("Mars/Olympus");
        document["guards"]["scale_in"]["cooldown"] = json!("99999999999999999999d");
        document["guards"]["pause"]["until"] = json!("1969-12-31T23:59:59Z");
    });
    let places: Vec<_> = found
        .iter()
        .filter_map(|mistake| mistake.split(": ").next())
        .collect();
    assert_eq!(
        places,
        [
            "/bounds/max",
            "/rules/0/track/target",
            "/rules/2/schedule/timezone",
            "/guards/pause/until",
            "/guards/scale_in/cooldown",
        ],
        "{found:#?}"
    );
}

#[test]
fn so_many_mistakes_are_told_at_once() {
    let found = mistakes(|document| {
        let rule = json!({"a": 1, "b": 1, "c": 1, "d": 1});
        document["rules"] = json!(vec![rule; 50]);
    });
    assert_eq!(found.len(), 100);
}

#[test]
fn a_baseline_is_some_units() {
    let with = |units: Value| {
        let mut document = document();
        document["cost"] = json!({ "baseline": units });
        Policy::parse(&document).map(|policy| policy.baseline)
    };
    assert_eq!(with(json!(12)), Ok(Some(Capacity(12))));
    assert_eq!(Policy::parse(&document()).unwrap().baseline, None);
    let found = mistakes(|document| document["cost"] = json!({"baseline": 0}));
    assert_eq!(
        found,
        ["/cost/baseline: expected 1 to 1000000 units, found 0"]
    );
}

#[test]
fn streams_are_selected_by_patterns_and_tags_too() {
    let mut document = document();
    document["targets"] =
        json!({"kind": "kinesis-stream", "patterns": ["clicks-*"], "tags": {"team": "x"}});
    let policy = Policy::parse(&document).unwrap();
    assert_eq!(policy.target_ids().count(), 0);
    assert!(policy.selector.unwrap().fits("clicks-eu"));
}

#[test]
fn what_selects_nothing_is_refused() {
    let targets = |targets: Value| mistakes(|document| document["targets"] = targets);
    let kind = "kinesis-stream";
    assert_eq!(
        targets(json!({"kind": kind})),
        ["/targets: name streams, or select them by patterns or tags"]
    );
    assert_eq!(
        targets(json!({"kind": kind, "patterns": []})),
        ["/targets/patterns: expected 1 to 100 patterns, found 0"]
    );
    assert_eq!(
        targets(json!({"kind": kind, "tags": {}})),
        ["/targets/tags: expected 1 to 10 tags, found 0"]
    );
    assert_eq!(targets(json!({"kind": kind, "names": []})).len(), 1);
}

#[test]
fn every_mistake_in_patterns_and_tags_is_told() {
    let found = mistakes(|document| {
        document["targets"] = json!({
            "kind": "kinesis-stream",
            "patterns": ["a/*", "b*", "b*"],
            "tags": {"team": 1, "": "x"},
        });
    });
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(found[1], "/targets/patterns/2: `b*` is there twice");
    assert!(found[3].starts_with("/targets/tags/team: "), "{found:#?}");
}

#[test]
fn clusters_are_selected_by_name_alone() {
    let found = mistakes(|document| {
        document["targets"] = json!({"kind": "emr-cluster", "names": ["j-1"], "patterns": ["j-*"]});
    });
    assert!(
        found.contains(
            &"/targets: an emr-cluster is selected by `names` alone, not by patterns or tags"
                .to_owned()
        ),
        "{found:#?}"
    );
}
