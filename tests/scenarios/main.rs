//! Scenarios: stories of a target under load, told by the code that runs in production.
//!
//! `scenarios/<name>.yaml` says what happens, `scenarios/<name>.timeline` what Auxo does about it,
//! one line for each new record. `UPDATE_TIMELINES=1 cargo test --test scenarios` rewrites the
//! timelines; the diff is the change of behaviour.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod acting;
mod scenario;
mod story;
mod world;

use std::{collections::BTreeSet, env, fs};

use acting::{Part, acting};
use decision::{Policy, guards::Guard, rules::Rule};
use evaluation::Record;
use jiff::Timestamp;
use scenario::{Scenario, files};
use story::records;

fn line(record: &Record) -> String {
    let clock = |at: Timestamp| at.strftime("%a %H:%M").to_string();
    let until = if record.since == record.until {
        String::new()
    } else {
        record.until.strftime("-%H:%M").to_string()
    };
    format!(
        "{:<16}{}\n",
        clock(record.since) + &until,
        record.sentence()
    )
}

#[tokio::test]
async fn every_scenario_goes_as_its_timeline_says() {
    let mut wrong = Vec::new();
    let files = files();
    assert!(!files.is_empty());
    for path in files {
        let told: String = records(&Scenario::read(&path))
            .await
            .iter()
            .map(line)
            .collect();
        let golden = path.with_extension("timeline");
        if env::var_os("UPDATE_TIMELINES").is_some() {
            fs::write(&golden, &told).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "not as their timelines say:\n{}",
        wrong.join("\n")
    );
}

#[tokio::test]
async fn every_rule_and_every_guard_acts_in_a_scenario() {
    let mut seen = BTreeSet::new();
    for path in files() {
        let scenario = Scenario::read(&path);
        let policy = Policy::parse(&scenario.policy).unwrap();
        seen.extend(acting(&policy, &records(&scenario).await));
    }
    let guards = Guard::ALL.iter().map(|guard| Part::Guard(guard.name()));
    let all = Rule::NAMES
        .iter()
        .map(|name| Part::Rule(name))
        .chain(guards);
    let idle: Vec<_> = all.filter(|part| !seen.contains(part)).collect();
    assert!(idle.is_empty(), "tell a story in which these act: {idle:?}");
}
