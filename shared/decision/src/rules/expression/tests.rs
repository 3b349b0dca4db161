use serde_json::{Value, json};

use crate::{
    Capacity, Gap, Observation, Policy,
    policy::Mistakes,
    rules::{
        Document, Finding, Opinion, Verdict,
        tests::{cluster, stream, verdict_of},
    },
};

fn said(document: &Value, observation: &Observation) -> Verdict {
    verdict_of(&json!({ "expression": document }).to_string(), observation)
}

fn opinion(document: &Value, observation: &Observation) -> Opinion {
    said(document, observation).opinion
}

fn mistakes(document: &Value) -> Vec<String> {
    let document = json!({ "expression": document });
    let read = deserr::deserialize::<Document, _, Mistakes>(document);
    let mut mistakes = Vec::new();
    read.unwrap().only_one("", &mut mistakes);
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn adds_what_the_expression_says() {
    let rule = json!({"add": "2 if write_utilization > 0.8 and capacity < 10 else 0"});
    assert_eq!(
        opinion(&rule, &stream(4, &[0.9])),
        Opinion::Wants(Capacity(6))
    );
    assert_eq!(opinion(&rule, &stream(4, &[0.7])), Opinion::Content);
}

#[test]
fn removes_what_the_expression_says_and_otherwise_has_something_against_less() {
    let rule = json!({"remove": "1 if write_utilization.max < 0.3 else 0", "over": "3m"});
    let quiet = stream(4, &[0.9, 0.2, 0.1, 0.2]);
    assert_eq!(opinion(&rule, &quiet), Opinion::Wants(Capacity(3)));
    let busy = stream(4, &[0.2, 0.9, 0.2]);
    assert_eq!(opinion(&rule, &busy), Opinion::Wants(Capacity(4)));
}

#[test]
fn goes_to_what_the_expression_says() {
    let rule = json!({"to": "round(capacity * write_utilization / 0.6)"});
    assert_eq!(
        opinion(&rule, &stream(4, &[0.9])),
        Opinion::Wants(Capacity(6))
    );
}

#[test]
fn more_goes_before_less_but_with_themis_it_was_the_other_way_round() {
    let seen = stream(4, &[0.5]);
    let auxo = json!({"add": "1", "remove": "2"});
    assert_eq!(opinion(&auxo, &seen), Opinion::Wants(Capacity(5)));
    let themis = json!({"add": "1", "remove": "2", "dialect": "themis"});
    assert_eq!(opinion(&themis, &seen), Opinion::Wants(Capacity(2)));
}

#[test]
fn what_is_missing_makes_it_abstain_and_is_named() {
    let rule = json!({"add": "0", "remove": "1 if write_utilization < 0.3 else 0"});
    let verdict = said(&rule, &stream(4, &[]));
    assert_eq!(verdict.opinion, Opinion::Abstains);
    let Finding::Missing(missed) = verdict.finding else {
        panic!("{:?}", verdict.finding);
    };
    assert_eq!(
        (&*missed.what, missed.gap),
        ("write_utilization", Gap::NoData)
    );
}

#[test]
fn what_is_known_decides_without_what_is_missing() {
    let rule = json!({"add": "1 if capacity < 5 or write_utilization > 0.8 else 0"});
    assert_eq!(opinion(&rule, &stream(4, &[])), Opinion::Wants(Capacity(5)));
}

#[test]
fn a_division_by_zero_makes_it_abstain_and_is_said() {
    let rule = json!({"add": "1 / (capacity - 4)"});
    let verdict = said(&rule, &stream(4, &[0.5]));
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "the expression has no value: a number is divided by zero: capacity is 4"
    );
}

#[test]
fn says_what_it_saw() {
    let rule = json!({"add": "3 if write_utilization > 0.8 else 0"});
    assert_eq!(
        said(&rule, &stream(4, &[0.9])).finding.to_string(),
        "the expression asks for 3 more: write_utilization is 0.9"
    );
}

#[test]
fn dates_have_minimums_of_nodes() {
    let add = "time_based.minimum.nodes(now) - tasknodes.count.nodes if time_based.enabled else 0";
    let rule = json!({"add": add, "dialect": "themis", "time_based": {".* 12:": 14, ".* 13:": 20}});
    assert_eq!(
        opinion(&rule, &cluster(2, 4, &[0.5])),
        Opinion::Wants(Capacity(14))
    );
    let rule = json!({"add": add, "dialect": "themis"});
    assert_eq!(opinion(&rule, &cluster(2, 4, &[0.5])), Opinion::Content);
}

#[test]
fn mistakes_are_told_with_their_field_place_and_the_nearest_name() {
    assert_eq!(
        mistakes(&json!({"add": "1 if\nwrite_utilisation > 0.8 else 0", "over": "4h"})),
        [
            "/expression/over: longer than 3h, the longest that is watched",
            "/expression/add: line 2, column 1: there is no `write_utilisation`; did you mean \
             `write_utilization`?",
        ]
    );
    assert_eq!(
        mistakes(&json!({"add": "\"SPOT\""})),
        ["/expression/add: expected a number of units, found a text"]
    );
    assert_eq!(
        mistakes(&json!({"add": "1", "to": "2"})),
        ["/expression: expected `to`, or one or both of `add` and `remove`"]
    );
}

#[test]
fn the_metrics_of_an_expression_are_those_of_the_targets_kind() {
    let document = json!({
        "name": "clicks", "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 1, "max": 10},
        "rules": [{"expression": {"add": "1 if apps_pending > 3 else 0"}}],
    });
    let mistakes = Policy::parse(&document).unwrap_err();
    assert_eq!(mistakes.first().unwrap().pointer, "/rules/0/expression/add");
}
