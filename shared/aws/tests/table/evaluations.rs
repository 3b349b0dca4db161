//! Whatever an evaluation remembers comes back as it was: the same ticks, over the table and over
//! the store in memory.

use std::time::Duration;

use decision::{Readiness, TargetId, TargetKind};
use evaluation::{
    Evaluator, Expected, Failure, History, Inbox, Listings, ParsedPolicies, PolicyRepository,
    PolicyStore, Remembered, StateStore, StoredPolicy,
    fakes::{FakeMetrics, FakeTargets, MemoryStore, TimeLeft, failing},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{memories::target, served::Served};

const KIND: TargetKind = TargetKind::KinesisStream;

/// Every rule and every guard, on a stream that scales, one that is watched and one that is lost.
fn policies() -> [Value; 2] {
    let policy = |name: &str, names: Value, mode: &str| {
        json!({
            "name": name,
            "mode": mode,
            "targets": { "kind": "kinesis-stream", "names": names },
            "bounds": { "min": 2, "max": 64 },
            "rules": [
                { "track": { "metric": "write_utilization", "target": 0.6, "tolerance": 0.1 } },
                { "step": {
                    "metric": "rejected_writes_per_second", "over": 0, "for": "2m", "add": "50%"
                } },
                { "schedule": { "from": "08:00", "to": "18:00", "timezone": "Europe/Berlin", "min": 3 } }
            ],
            "guards": {
                "scale_out": { "step_limit": "100%" },
                "scale_in": { "cooldown": "5m", "stabilization": "5m", "step_limit": 1 }
            }
        })
    };
    [
        policy("active", json!(["scaled", "lost"]), "active"),
        policy("watching", json!(["watched"]), "dry-run"),
    ]
}

/// Forty minutes of a load that rises, is gone, comes back and falls.
async fn play<S>(store: &S)
where
    S: StateStore + PolicyStore + PolicyRepository + Inbox + Listings + Clone,
{
    for document in policies() {
        let policy = StoredPolicy {
            name: document["name"].as_str().unwrap().to_owned(),
            version: 1,
            document: document.into(),
            updated_at: Timestamp::UNIX_EPOCH,
            updated_by: "test".to_owned(),
        };
        store.put(&policy, Expected::Absent).await.unwrap();
    }
    let metrics = FakeMetrics::default();
    let targets = FakeTargets {
        reach: Some(3),
        ..FakeTargets::default()
    };
    targets.set(&target("scaled"), 4, Readiness::Ready);
    targets.set(&target("watched"), 4, Readiness::Ready);
    let evaluator = Evaluator {
        metrics: &metrics,
        targets: &targets,
        actuator: &targets,
        store: store.clone(),
        policies: ParsedPolicies::default(),
    };
    let start: Timestamp = "2026-03-20T12:00:00Z".parse().unwrap();
    for minute in 0..40_i32 {
        let load = f64::from(minute.min(40 - minute)) / 3.0;
        metrics.set("IncomingBytes", load * 60.0 * 1_048_576.0);
        metrics.set("IncomingRecords", load * 1_234.567_89);
        metrics.set("WriteProvisionedThroughputExceeded", (load - 5.0).max(0.0));
        match minute {
            10..13 => metrics.withhold(),
            20 => {
                let refusal = failing("UpdateShardCount", Failure::Refused);
                let mut refusals = targets.refusals.lock().unwrap();
                refusals.insert(target("scaled"), refusal);
            }
            24 => targets.refusals.lock().unwrap().clear(),
            _ => {}
        }
        let now = start.as_second() + i64::from(minute) * 60;
        let now = Timestamp::from_second(now).unwrap();
        let time = TimeLeft(Duration::from_secs(60));
        evaluator.tick(KIND, now, &time).await.unwrap();
    }
    assert!(targets.asked().len() > 4, "{:?}", targets.asked());
}

async fn remembered<S: StateStore>(store: &S) -> Vec<Remembered> {
    let mut remembered = store.remembered(KIND).await.unwrap();
    remembered.sort_by(|one, other| one.target.cmp(&other.target));
    remembered
}

async fn told<S: History>(store: &S, target: &TargetId) -> Vec<evaluation::Record> {
    store.history(target, None, 1_000).await.unwrap()
}

#[tokio::test]
async fn the_table_remembers_what_a_store_in_memory_does() {
    let table = Served::new().await.table;
    let memory = MemoryStore::default();
    play(&table).await;
    play(&memory).await;
    assert_eq!(remembered(&table).await, remembered(&memory).await);
    for name in ["scaled", "watched", "lost"] {
        let target = target(name);
        let records = told(&table, &target).await;
        assert_eq!(records, told(&memory, &target).await);
    }
    assert!(told(&table, &target("scaled")).await.len() > 5);
}
