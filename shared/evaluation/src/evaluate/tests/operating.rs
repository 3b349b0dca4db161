//! Shards that are split and merged one by one.

use decision::reshard::{Layout, Way};

use super::*;
use crate::{OpenShard, Remembered, Status};

/// A stream of four even shards that is written to with so much of them.
fn world(utilization: f64) -> World {
    let mut policy = document("p", &["a"]);
    policy["rules"] = json!([{"track": {"metric": "write_utilization", "target": 0.7}}]);
    policy["actuator"] = json!({"reshard": {"calls_per_day": 0}});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    let firsts = Layout::uniform(4).firsts().to_vec();
    let shards = firsts.into_iter().enumerate().map(|(place, first)| {
        let id = format!("s-{place}");
        OpenShard { id, first }
    });
    *world.targets.shards.lock().unwrap() = shards.collect();
    let bytes = 4.0 * utilization * 1_048_576.0 * 60.0;
    world.metrics.set("IncomingBytes", bytes);
    world.metrics.set("IncomingRecords", 0.0);
    world
}

impl World {
    /// The stream is seen with five shards, which serve as four until more are split.
    fn five_shards_serve_as(&self, capacity: u32, readiness: Readiness) {
        let status = Status {
            capacity: Capacity(capacity),
            open: Capacity(5),
            fixed: Capacity(0),
            readiness,
        };
        let mut statuses = self.targets.statuses.lock().unwrap();
        statuses.insert(stream("a"), Ok(status));
    }
}

#[tokio::test]
async fn what_is_seen_while_a_shard_is_split_is_no_change_that_rules_have_to_wait_for() {
    let world = world(0.9);
    world.tick(0).await;
    assert_eq!(world.targets.operated.lock().unwrap().len(), 1);
    let scaling = || world.store.memory(&stream("a")).unwrap().scaling;
    // Who counts shards alone sees five; how they are cut is seen when the stream is at rest.
    world.five_shards_serve_as(5, Readiness::Changing);
    world.tick(1).await;
    assert_eq!(scaling().capacity, Some(Capacity(4)));
    world.five_shards_serve_as(4, Readiness::Ready);
    world.tick(2).await;
    assert_eq!(scaling().changed_at, None);
    assert_eq!(
        world.targets.operated.lock().unwrap().len(),
        2,
        "{}",
        world.record("a").sentence()
    );
}

#[tokio::test]
async fn every_stream_whose_plan_goes_on_is_looked_at() {
    let names: Vec<_> = (0..40).map(|index| format!("s-{index:02}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let store = MemoryStore::default().with_policy(document("p", &names));
    let world = World::new(store, &names);
    world.tick(0).await;
    for name in &names {
        let known = world.store.remembered(TargetKind::KinesisStream).await;
        let known = known.unwrap().into_iter();
        let known = known.filter(|known| known.target == stream(name));
        for Remembered {
            target,
            version,
            memory,
        } in known
        {
            let mut memory = memory.unwrap();
            memory.scaling = memory
                .scaling
                .operating(Way::Merge { to: 2 }, Capacity(2), at(0));
            world.store.save(&target, version, &memory).await.unwrap();
        }
    }
    let report = world.tick(1).await;
    assert_eq!((report.held, report.failed), (40, Vec::new()));
}
