mod cluster;
mod missing;

use serde_json::{Value, json};

use crate::{
    Capacity, Gap, Metric, Node, Nodes, Observation, Period, Policy, Role, TargetId, TargetKind,
    member::tests::node as shard,
    nodes::tests::node,
    policy::Mistakes,
    rules::{
        Document, Finding, Opinion, Verdict,
        tests::{cluster, series, stream, verdict_of},
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
fn where_nothing_can_go_less_does_not_go_before_more() {
    let themis = json!({"add": "1", "remove": "2", "dialect": "themis"});
    let mut seen = stream(1, &[0.5]);
    seen.target = Some(TargetId {
        kind: TargetKind::KinesisStream,
        name: "clicks".to_owned(),
    });
    assert_eq!(opinion(&themis, &seen), Opinion::Wants(Capacity(2)));
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
fn says_each_name_once_in_the_order_of_the_text() {
    let rule = json!({
        "add": "1 if write_utilization > capacity else 0",
        "remove": "1 if write_utilization < 0.95 and write_utilization.max < 0.9 else 0"
    });
    assert_eq!(
        said(&rule, &stream(4, &[0.5, 0.5])).finding.to_string(),
        "the expression asks for 1 less: write_utilization is 0.5, capacity is 4, \
         write_utilization.max is 0.5; with gaps, and missing data never scales in"
    );
    let nothing = said(&json!({"to": "7"}), &stream(4, &[]));
    assert_eq!(nothing.finding.to_string(), "the expression asks for 7");
    let precise = said(
        &json!({"add": "write_utilization * 0"}),
        &stream(4, &[0.123_456]),
    );
    assert_eq!(
        precise.finding.to_string(),
        "the expression asks for nothing: write_utilization is 0.1235"
    );
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

#[test]
fn what_was_measured_by_the_minute_is_the_same_number_again() {
    let megabytes = Metric::of(TargetKind::KinesisStream, "incoming_mib_per_second").unwrap();
    let rule =
        json!({"add": "1 if stream.IncomingBytes.last > 500000 else 0", "dialect": "themis"});
    for (bytes, expected) in [
        (500_000.0, Opinion::Content),
        (500_001.0, Opinion::Wants(Capacity(2))),
    ] {
        let derived = megabytes.derive(&[bytes], Capacity(1), 60);
        let seen = Observation {
            capacity: Capacity(1),
            series: vec![series(megabytes, Period::minutes(1), &[derived])],
            ..Observation::default()
        };
        assert_eq!(opinion(&rule, &seen), expected, "{bytes}");
    }
}

#[test]
fn a_shard_is_named_by_its_place_in_the_list() {
    let records = Metric::of(TargetKind::KinesisStream, "incoming_records_per_second").unwrap();
    let shards = [[10.0, 10.0], [2.0, 4.0]].map(|values| {
        let mut shard = shard("shard", 1);
        shard.series = vec![series(records, Period::minutes(1), &values)];
        shard
    });
    let mut seen = stream(2, &[0.5]);
    seen.members = Some(shards.to_vec());
    let hot = |index: u32| {
        let name = format!("shards_list[{index}]['IncomingRecords']['average']");
        json!({"add": format!("1 if {name} >= 600 else 0"), "dialect": "themis"})
    };
    assert_eq!(opinion(&hot(0), &seen), Opinion::Wants(Capacity(3)));
    assert_eq!(opinion(&hot(1), &seen), Opinion::Content);
    let verdict = said(&hot(2), &seen);
    assert_eq!(
        (verdict.opinion, verdict.finding.to_string().as_str()),
        (
            Opinion::Abstains,
            "shards_list[2].IncomingRecords.average has no data"
        )
    );
}
