use aws_sdk_dynamodb::types::AttributeValue;
use evaluation::{Failure, History, Outcome, Record, StateStore};
use jiff::Timestamp;

use crate::{memories::target, packing::noise, served::Served, served::text};

fn minute(number: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-20T12:00:00Z".parse().unwrap();
    Timestamp::from_second(noon.as_second() + number * 60).unwrap()
}

fn record(since: Timestamp, bytes: usize) -> Record {
    Record {
        since,
        until: since,
        times: 1,
        policy: "p".to_owned(),
        policy_version: 1,
        outcome: Outcome::Failed {
            failure: Failure::Throttled,
            message: noise(bytes),
        },
        ended: None,
        problems: Vec::new(),
    }
}

#[tokio::test]
async fn records_come_newest_first_from_before_a_time_and_not_too_many() {
    let table = Served::new().await.table;
    let half = Timestamp::from_millisecond(minute(1).as_millisecond() + 500).unwrap();
    let times = [minute(0), minute(1), half, minute(2), minute(3)];
    for since in times {
        table
            .archive(&target("a"), &record(since, 1))
            .await
            .unwrap();
    }
    let since = |records: Vec<Record>| records.iter().map(|r| r.since).collect::<Vec<_>>();
    let all = table.history(&target("a"), None, 10).await.unwrap();
    assert_eq!(
        since(all),
        [minute(3), minute(2), half, minute(1), minute(0)]
    );
    let before = table.history(&target("a"), Some(minute(2)), 2).await;
    assert_eq!(since(before.unwrap()), [half, minute(1)]);
    let none = table.history(&target("a"), None, 0).await.unwrap();
    assert!(none.is_empty());
    assert!(
        table
            .history(&target("b"), None, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn archiving_twice_is_as_good_as_once() {
    let table = Served::new().await.table;
    for _ in 0..2 {
        table
            .archive(&target("a"), &record(minute(0), 1))
            .await
            .unwrap();
    }
    assert_eq!(
        table.history(&target("a"), None, 10).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn more_than_a_megabyte_of_history_is_read() {
    let table = Served::new().await.table;
    for number in 0..30 {
        let record = record(minute(number), 50_000);
        table.archive(&target("a"), &record).await.unwrap();
    }
    let all = table.history(&target("a"), None, 100).await.unwrap();
    assert_eq!(all.len(), 30);
}

#[tokio::test]
async fn a_record_expires_ninety_days_after_its_end() {
    let served = Served::new().await;
    let (target, record) = (target("a"), record(minute(0), 1));
    served.table.archive(&target, &record).await.unwrap();
    let key = "2026-03-20T12:00:00.000000000Z";
    let item = served.item("HISTORY#kinesis-stream/a", key).await.unwrap();
    let expires = minute(0).as_second() + 90 * 86_400;
    assert_eq!(item["expires"], AttributeValue::N(expires.to_string()));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_says_so_at_its_time() {
    let served = Served::new().await;
    let (target, record) = (target("a"), record(minute(1), 1));
    served.table.archive(&target, &record).await.unwrap();
    let (pk, sk) = ("HISTORY#kinesis-stream/a", "2026-03-20T12:00:00.000000000Z");
    served.break_item(pk, sk, "record", text("scrambled")).await;
    let all = served.table.history(&target, None, 10).await.unwrap();
    assert_eq!((all.len(), all[1].since), (2, minute(0)));
    assert!(
        all[1].sentence().contains("cannot be read"),
        "{}",
        all[1].sentence()
    );
}
