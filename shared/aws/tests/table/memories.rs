use aws::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use decision::{Capacity, TargetId, TargetKind};
use evaluation::{Failure, Memory, Outcome, Record, Remembered, SaveError, StateStore};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    logged::Logged,
    lossy,
    packing::{noise, packed, unpacked},
    served::{Served, config, text},
};

const KIND: TargetKind = TargetKind::KinesisStream;
const PARTITION: &str = "TARGETS#kinesis-stream";

pub(crate) fn target(name: &str) -> TargetId {
    TargetId {
        kind: KIND,
        name: name.to_owned(),
    }
}

fn noon() -> Timestamp {
    "2026-03-20T12:00:00Z".parse().unwrap()
}

/// A memory of a failure that takes as many bytes as told.
fn memory(bytes: usize) -> Memory {
    let record = Record {
        since: noon(),
        until: noon(),
        times: 1,
        policy: "p".to_owned(),
        policy_version: 1,
        outcome: Outcome::Failed {
            failure: Failure::Unavailable,
            message: noise(bytes),
        },
        ended: None,
        problems: Vec::new(),
    };
    Memory {
        record: Some(record),
        ..Memory::default()
    }
}

#[tokio::test]
async fn what_is_saved_is_remembered_under_the_next_version() {
    let served = Served::new().await;
    let table = &served.table;
    assert_eq!(table.remembered(KIND).await, Ok(Vec::new()));
    assert_eq!(table.save(&target("a"), 0, &memory(1)).await, Ok(1));
    assert_eq!(table.save(&target("a"), 1, &memory(2)).await, Ok(2));
    let remembered = table.remembered(KIND).await.unwrap().remove(0);
    assert_eq!((remembered.target, remembered.version), (target("a"), 2));
    assert_eq!(remembered.memory, Ok(memory(2)));
    assert_eq!(
        table.remembered(TargetKind::EmrCluster).await,
        Ok(Vec::new())
    );
}

#[tokio::test]
async fn of_two_saves_of_one_version_one_is_a_conflict_even_if_they_say_the_same() {
    let table = Served::new().await.table;
    for version in [0, 1] {
        let target = target("a");
        let memory = memory(1);
        let both = tokio::join!(
            table.save(&target, version, &memory),
            table.save(&target, version, &memory)
        );
        let conflicts = [both.0, both.1]
            .into_iter()
            .filter(|saved| *saved == Err(SaveError::Conflict));
        assert_eq!(conflicts.count(), 1);
    }
}

#[tokio::test]
async fn a_save_whose_answer_was_lost_is_no_conflict() {
    let served = Served::new().await;
    let lossy = lossy::before(&served.address).await;
    let table = Table::new(&config(&lossy), crate::served::NAME);
    assert_eq!(table.save(&target("a"), 0, &memory(1)).await, Ok(1));
    // It was performed once, and heard of at the second attempt.
    let item = served.item(PARTITION, "a").await.unwrap();
    assert_eq!(item["version"], AttributeValue::N("1".to_owned()));

    let lossy = lossy::before(&served.address).await;
    let table = Table::new(&config(&lossy), crate::served::NAME);
    assert_eq!(table.save(&target("a"), 1, &memory(2)).await, Ok(2));
}

#[tokio::test]
async fn more_than_a_megabyte_of_memories_is_read() {
    let table = Served::new().await.table;
    for number in 0..30 {
        let target = target(&format!("s{number:02}"));
        table.save(&target, 0, &memory(50_000)).await.unwrap();
    }
    let remembered = table.remembered(KIND).await.unwrap();
    assert_eq!(remembered.len(), 30);
}

#[tokio::test]
async fn an_item_that_cannot_be_read_is_an_error_of_its_target_alone() {
    let served = Served::new().await;
    for name in ["a", "b", "c"] {
        served
            .table
            .save(&target(name), 0, &memory(1))
            .await
            .unwrap();
    }
    served
        .break_item(PARTITION, "a", "memory", text("scrambled"))
        .await;
    served
        .break_item(PARTITION, "d", "nothing", text("else"))
        .await;
    let remembered = served.table.remembered(KIND).await.unwrap();
    let broken: Vec<_> = remembered
        .iter()
        .filter_map(|each| Some((&each.target.name, each.memory.as_ref().err()?.failure)))
        .collect();
    let (a, d) = ("a".to_owned(), "d".to_owned());
    assert_eq!(broken, [(&a, Failure::Malformed), (&d, Failure::Malformed)]);
}

/// A memory, how it is remembered when these parts of it are in words of another version, and what
/// is logged about that.
async fn of_another_version(parts: &[&str]) -> (Memory, Remembered, Vec<String>) {
    let logged = Logged::default();
    let _here = logged.here();
    let served = Served::new().await;
    let mut whole = Memory {
        next_evaluation: Some(noon()),
        ..memory(1)
    };
    whole.scaling = whole.scaling.claimed(Capacity(4), Capacity(7), noon());
    let table = &served.table;
    table.save(&target("a"), 0, &whole).await.unwrap();
    let mut item = served.item(PARTITION, "a").await.unwrap();
    let mut stored = unpacked(&item.remove("memory").unwrap());
    for part in parts {
        stored[part] = json!([{"new": "word"}]);
    }
    served
        .break_item(PARTITION, "a", "memory", packed(&stored))
        .await;
    let remembered = table.remembered(KIND).await.unwrap().remove(0);
    (whole, remembered, logged.lines())
}

#[tokio::test]
async fn what_another_version_recorded_costs_a_target_its_record_alone() {
    let (whole, remembered, lines) = of_another_version(&["record"]).await;
    let rest = Memory {
        record: None,
        ..whole
    };
    assert!(rest.scaling.activity.is_some());
    assert_eq!((remembered.version, remembered.memory), (1, Ok(rest)));
    assert_eq!(lines.len(), 1, "{lines:?}");
    let told = ["WARN", "target=kinesis-stream/a", "part=\"record\""];
    assert!(told.iter().all(|told| lines[0].contains(told)), "{lines:?}");
}

#[tokio::test]
async fn what_can_be_found_out_anew_is_and_what_cannot_stops_the_target() {
    let (whole, remembered, _) = of_another_version(&["seen", "next_evaluation"]).await;
    let rest = Memory {
        next_evaluation: None,
        ..whole
    };
    assert_eq!(remembered.memory, Ok(rest));
    let (_, remembered, _) = of_another_version(&["scaling"]).await;
    assert_eq!(remembered.version, 1);
    assert_eq!(remembered.memory.unwrap_err().failure, Failure::Malformed);
}

#[tokio::test]
async fn a_memory_expires_thirty_days_after_its_last_evaluation() {
    let served = Served::new().await;
    served
        .table
        .save(&target("a"), 0, &memory(1))
        .await
        .unwrap();
    let item = served.item(PARTITION, "a").await.unwrap();
    let expires = noon().as_second() + 30 * 86_400;
    assert_eq!(item["expires"], AttributeValue::N(expires.to_string()));
}

#[tokio::test]
async fn a_table_that_does_not_exist_is_named() {
    let served = Served::new().await;
    let table = Table::new(&config(&served.address), "elsewhere");
    let error = table.remembered(KIND).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound);
}
