//! Ticks over in-memory ports.

mod claims;
mod collecting;
mod discovery;
mod far_goals;
mod going_on;
mod hot_shards;
mod members;
mod on_demand;
mod one_bad_target;
mod operating;
mod others;
mod postponed;
mod records;
mod visits;

use std::{collections::HashMap, sync::Mutex, time::Duration};

use decision::{
    Activity, Capacity, Member, Proposal, Pushed, Readiness, Stage, TargetId, TargetKind, Work,
};
use futures::join;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::{
    Act, Outcome, Record,
    fakes::{FakeMetrics, FakeTargets, MemoryStore, Mishap, TimeLeft, failing},
};

const PLENTY: TimeLeft = TimeLeft(Duration::from_secs(60));

fn at(minute: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    Timestamp::from_second(noon.as_second() + 60 * minute).unwrap()
}

fn stream(name: &str) -> TargetId {
    TargetId {
        kind: TargetKind::KinesisStream,
        name: name.to_owned(),
    }
}

fn document(name: &str, streams: &[&str]) -> Value {
    json!({
        "name": name,
        "targets": {"kind": "kinesis-stream", "names": streams},
        "bounds": {"min": 1, "max": 64},
        "rules": [{"track": {"metric": "read_utilization", "target": 0.5}}],
        "guards": {"scale_in": {"cooldown": "5m", "stabilization": "0s"}}
    })
}

/// The world of a test.
struct World {
    store: MemoryStore,
    targets: FakeTargets,
    metrics: FakeMetrics,
}

type Ports<'a> = Evaluator<&'a FakeMetrics, &'a FakeTargets, &'a FakeTargets, MemoryStore>;

impl World {
    fn new(store: MemoryStore, streams: &[&str]) -> Self {
        let targets = FakeTargets::default();
        for name in streams {
            targets.set(&stream(name), 4, Readiness::Ready);
        }
        let world = Self {
            store,
            targets,
            metrics: FakeMetrics::default(),
        };
        world.utilization(4, 0.5);
        world
    }

    fn of_one() -> Self {
        Self::new(
            MemoryStore::default().with_policy(document("p", &["a"])),
            &["a"],
        )
    }

    /// Reads that use this much of so many shards.
    fn utilization(&self, shards: u32, utilization: f64) {
        let bytes = f64::from(shards) * 2.0 * 1_048_576.0 * 60.0 * utilization;
        self.metrics.set("GetRecords.Bytes", bytes);
    }

    fn ports(&self) -> Ports<'_> {
        Evaluator {
            metrics: &self.metrics,
            targets: &self.targets,
            actuator: &self.targets,
            store: self.store.clone(),
            policies: ParsedPolicies::default(),
        }
    }

    async fn tick(&self, minute: i64) -> TickReport {
        self.ports()
            .tick(TargetKind::KinesisStream, at(minute), &PLENTY)
            .await
            .unwrap()
    }

    fn record(&self, name: &str) -> Record {
        self.store.memory(&stream(name)).unwrap().record.unwrap()
    }
}

fn world_of_three() -> World {
    let store = MemoryStore::default().with_policy(document("p", &["a", "b", "c"]));
    let world = World::new(store, &["a", "b", "c"]);
    world.utilization(4, 1.0);
    world
}
