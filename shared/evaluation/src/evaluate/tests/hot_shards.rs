//! Single shards are watched as long as one is suspected, and split where it is.

use decision::{
    heat::Switch,
    reshard::{Layout, Operation},
};

use super::*;
use crate::OpenShard;

const MINUTE: f64 = 60.0;

/// A stream of four shards, of which the first asks for less than it has and the second for more.
fn world() -> World {
    let mut policy = document("p", &["a"]);
    policy["rules"] = json!([{"track": {"metric": "write_demand", "target": 0.8}}]);
    policy["bounds"] = json!({"min": 4, "max": 16});
    policy["actuator"] = json!({});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    let firsts = Layout::uniform(4).firsts().to_vec();
    let shards = firsts.into_iter().zip(["s-0", "s-1", "s-2", "s-3"]);
    *world.targets.shards.lock().unwrap() = shards
        .map(|(first, id)| OpenShard {
            id: id.to_owned(),
            first,
        })
        .collect();
    world.writes(2.0, 0.2);
    world
}

impl World {
    /// So many shards' worth is accepted each minute, and so much rejected.
    fn writes(&self, accepted: f64, rejected: f64) {
        self.metrics
            .set("IncomingBytes", accepted * 1_048_576.0 * MINUTE);
        self.metrics
            .set("IncomingRecords", accepted * 500.0 * MINUTE);
        self.metrics.set(
            "WriteProvisionedThroughputExceeded",
            rejected * 500.0 * MINUTE,
        );
    }

    /// Single shards show this.
    fn shards_show(&self, loads: &[f64]) {
        let mut shards = self.metrics.shards.lock().unwrap();
        for (place, load) in loads.iter().enumerate() {
            let mut set = |name, value| shards.insert((format!("s-{place}"), name), value);
            set("IncomingBytes", load * 1_048_576.0 * MINUTE);
            set("IncomingRecords", load * 500.0 * MINUTE);
            set("WriteProvisionedThroughputExceeded", 0.0);
        }
    }

    fn switched(&self) -> Vec<Switch> {
        self.targets.switched.lock().unwrap().clone()
    }

    fn operated(&self) -> Vec<Operation> {
        self.targets.operated.lock().unwrap().clone()
    }

    async fn minutes(&self, minutes: std::ops::Range<i64>) {
        for minute in minutes {
            self.tick(minute).await;
        }
    }
}

#[tokio::test]
async fn a_stream_that_rejects_with_headroom_is_watched_once_that_is_claimed() {
    let world = world();
    world.tick(0).await;
    assert_eq!(world.switched(), [], "what was not saved before was done");
    assert!(
        world
            .record("a")
            .sentence()
            .contains("its shards are watched")
    );
    world.minutes(1..4).await;
    assert_eq!(world.switched(), [Switch::On]);
}

#[tokio::test]
async fn a_hot_shard_is_split_once_it_is_seen() {
    let world = world();
    world.shards_show(&[0.3, 1.3, 0.3, 0.3]);
    world.minutes(0..3).await;
    assert_eq!(world.operated(), []);
    world.minutes(3..8).await;
    let firsts = Layout::uniform(4).firsts().to_vec();
    let [Operation::Split { at }, ..] = world.operated()[..] else {
        panic!("{:?}", world.operated());
    };
    assert!(firsts[1] < at && at < firsts[2]);
    assert_eq!(
        world.operated().len(),
        1,
        "what came of the split was not awaited"
    );
}

#[tokio::test]
async fn shards_of_which_a_part_is_not_seen_change_nothing() {
    let world = world();
    world.shards_show(&[0.3, 1.0]);
    world.minutes(0..20).await;
    assert_eq!(world.operated(), []);
    assert_eq!(world.targets.asked(), [0_u32; 0]);
}

#[tokio::test]
async fn who_may_not_watch_shards_goes_on_without() {
    let world = world();
    let refusal = failing("EnableEnhancedMonitoring", Failure::AccessDenied);
    world
        .targets
        .refusals
        .lock()
        .unwrap()
        .insert(stream("a"), refusal);
    world.minutes(0..3).await;
    let record = world.record("a");
    assert_eq!(
        record.problems,
        ["EnableEnhancedMonitoring: as the test wants it"]
    );
    assert!(record.sentence().starts_with("hold 4"));
}

#[tokio::test]
async fn what_was_switched_on_is_switched_off_when_shards_are_even() {
    let world = world();
    world.shards_show(&[0.55; 4]);
    world.minutes(0..3).await;
    world.writes(2.0, 0.0);
    world.minutes(3..30).await;
    assert_eq!(world.switched(), [Switch::On, Switch::Off]);
    assert_eq!(world.targets.shard_metrics.lock().unwrap().len(), 0);
}
