//! What rules tell about themselves.

use super::*;
use crate::rules::{Need, Rule};

const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6, "window": "10m"}}"#;
/// As far ahead as may be.
const AHEAD: &str = r#"{"track": {"metric": "write_demand", "target": 0.6, "look_ahead": "30m"}}"#;
const STEP: &str =
    r#"{"step": {"metric": "write_utilization", "over": 0.8, "for": "3m", "add": 1}}"#;
const EXACTLY: &str = r#"{"step": {"metric": "write_utilization", "equals": 0, "remove": 1}}"#;
const SAMPLES: &str = r#"{"step": {"metric": "read_utilization ?? write_utilization",
    "samples": 4, "steps": [{"under": 0.3, "remove": 1}]}}"#;
const BACKLOG: &str = r#"{"backlog": {"waiting": "containers_pending",
    "running": "containers_allocated", "per_unit": 4}}"#;
const HELD: &str = r#"{"backlog": {"waiting": "containers_pending",
    "per_unit": "containers_allocated"}}"#;
const CATCH_UP: &str = r#"{"catch_up": {"within": "10m", "read_per_shard": 0.5}}"#;
const SEEN_READING: &str = r#"{"catch_up": {"within": "10m"}}"#;
const ADDED: &str = r#"{"expression": {"add": "1 if write_utilization.max > 0.8 else 0",
    "remove": "capacity - 1 if read_utilization < 0.1 else 0", "over": "20m"}}"#;
const NODES: &str = r#"{"expression": {"to": "tasknodes.average.cpu * tasknodes.count.nodes",
    "dialect": "themis"}}"#;
const SHARD: &str = r#"{"expression": {"dialect": "themis",
    "add": "1 if shards_list[0]['IncomingRecords']['average'] > 9 else 0"}}"#;
const PEAK: &str = r#"{"peak": {"over": "24h"}}"#;
const FOLLOW: &str = r#"{"follow": {"kind": "kinesis-stream", "name": "clicks"}}"#;
const EXTERNAL: &str = r#"{"external": {"source": "forecast", "at_most_old": "10m"}}"#;
const EACH: &str =
    r#"{"per_instance": {"metric": "write_utilization", "over": 0.8, "samples": 2}}"#;
const ONLINE: &str = r#"{"load_plus_online": {"metric": "apps_running", "up": 10, "samples": 3}}"#;
const SCHEDULE: &str = r#"{"schedule": {"min": 3}}"#;
const CRON: &str = r#"{"cron": {"at": "0 8 * * *", "to": 10}}"#;

const ALL: &[&str] = &[
    TRACK,
    STEP,
    EXACTLY,
    SAMPLES,
    BACKLOG,
    HELD,
    CATCH_UP,
    SEEN_READING,
    ADDED,
    NODES,
    SHARD,
    PEAK,
    FOLLOW,
    EXTERNAL,
    EACH,
    ONLINE,
    SCHEDULE,
    CRON,
];

fn shown(document: &str) -> Vec<String> {
    let in_words = |need| match need {
        Need::Samples {
            field,
            metric,
            lookback,
        } => format!("{field}: {metric} {lookback}"),
        Need::SamplesOfEach {
            field,
            metric,
            lookback,
        } => format!("{field}: {metric} of each {lookback}"),
        Need::Nodes { field } => format!("{field}: nodes"),
        Need::Peak { over } => format!("peak {over}"),
        Need::CapacityOf(target) => target.to_string(),
        Need::Pushed { source } => source,
        Need::Members { guard, .. } => panic!("{guard:?} is no rule"),
    };
    rule(document)
        .rule
        .needs()
        .into_iter()
        .map(in_words)
        .collect()
}

#[test]
fn each_rule_has_to_be_shown_what_it_names() {
    assert_eq!(shown(TRACK), ["metric: write_utilization 10m"]);
    assert_eq!(shown(AHEAD), ["metric: write_demand 3m"]);
    assert_eq!(shown(STEP), ["metric: write_utilization 3m"]);
    assert_eq!(
        shown(SAMPLES),
        [
            "metric: read_utilization 4m",
            "metric: write_utilization 4m"
        ]
    );
    assert_eq!(
        shown(BACKLOG),
        [
            "waiting: containers_pending 0s",
            "running: containers_allocated 0s"
        ]
    );
    assert_eq!(
        shown(HELD),
        [
            "waiting: containers_pending 0s",
            "per_unit: containers_allocated 0s"
        ]
    );
    assert_eq!(
        shown(CATCH_UP),
        [
            "within: iterator_age_seconds 1h",
            "within: incoming_mib_per_second 1h"
        ]
    );
    assert_eq!(shown(SEEN_READING).len(), 3);
    assert_eq!(
        shown(ADDED),
        ["add: write_utilization 20m", "remove: read_utilization 20m"]
    );
    assert_eq!(shown(NODES), ["to: nodes"]);
    let records = "add: incoming_records_per_second of each 20m";
    assert_eq!(shown(SHARD), [records]);
    assert_eq!(shown(PEAK), ["peak 1d"]);
    assert_eq!(shown(FOLLOW), ["kinesis-stream/clicks"]);
    assert_eq!(shown(EXTERNAL), ["forecast"]);
    assert_eq!(shown(EACH), ["metric: write_utilization of each 2m"]);
    assert_eq!(shown(ONLINE), ["metric: apps_running 15m"]);
    assert_eq!(shown(SCHEDULE), [""; 0]);
    assert_eq!(shown(CRON), [""; 0]);
}

#[test]
fn these_rules_may_want_less_where_there_is_more_load() {
    let may = |document: &&str| !rule(document).rule.is_monotone();
    let found: Vec<_> = ALL.iter().copied().filter(may).collect();
    assert_eq!(found, [EXACTLY, HELD, SEEN_READING, ADDED, NODES, SHARD]);
}

#[test]
fn a_rule_is_called_as_documents_spell_it() {
    let kinds: Vec<_> = ALL
        .iter()
        .map(|document| rule(document).rule.kind())
        .collect();
    let missing: Vec<_> = Rule::NAMES
        .iter()
        .filter(|name| !kinds.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "{missing:?} has no document in `ALL` of rules/tests/promises.rs: add one"
    );
    for (document, kind) in ALL.iter().zip(kinds) {
        assert!(document.starts_with(&format!(r#"{{"{kind}""#)), "{kind}");
    }
}

#[test]
fn a_rule_that_only_looks_at_load_names_nobody_and_leaves_nothing_behind() {
    let verdict = verdict_of(TRACK, &stream(4, &[0.9; 10]));
    assert!(verdict.finding.named().is_empty());
    assert!(verdict.finding.rests().is_empty());
    assert_eq!((verdict.finding.due(), verdict.until), (None, None));
    let blind = verdict_of(TRACK, &stream(4, &[]));
    assert!(blind.finding.named().is_empty() && blind.finding.rests().is_empty());
    assert_eq!(blind.finding.due(), None);
}
