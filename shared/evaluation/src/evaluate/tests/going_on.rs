//! Plans that go on by the decision that stands.

mod ending;

use decision::{
    Period,
    reshard::{Layout, Operation},
};

use super::*;
use crate::OpenShard;

/// A stream of eight even shards to which so many shards' worth is written, by a policy like the
/// recommended one.
fn world(demand: f64) -> World {
    world_with(demand, json!({}))
}

fn policy(guards: &Value) -> Value {
    let mut policy = document("p", &["a"]);
    policy["rules"] = json!([{"track": {"metric": "write_demand", "target": 0.8, "tolerance": 0}}]);
    policy["evaluate"] = json!({"every": "1m", "at_most": "5m"});
    policy["guards"] = json!({"scale_in": {"cooldown": "0s", "stabilization": "0s"}});
    for (name, guard) in guards.as_object().into_iter().flatten() {
        policy["guards"][name] = guard.clone();
    }
    policy["actuator"] = json!({"reshard": {"calls_per_day": 0}});
    policy
}

fn world_with(demand: f64, guards: Value) -> World {
    let world = World::new(MemoryStore::default().with_policy(policy(&guards)), &["a"]);
    world.shards(8);
    world.demand(demand);
    world
}

impl World {
    fn shards(&self, shards: u32) {
        let firsts = Layout::uniform(shards).firsts().to_vec();
        let open = firsts.into_iter().enumerate().map(|(place, first)| {
            let id = format!("s-{place}");
            OpenShard { id, first }
        });
        *self.targets.shards.lock().unwrap() = open.collect();
        self.targets.set(&stream("a"), shards, Readiness::Ready);
    }

    fn demand(&self, shards: f64) {
        self.metrics
            .set("IncomingBytes", shards * 1_048_576.0 * 60.0);
        self.metrics.set("IncomingRecords", 1.0);
        self.metrics.set("WriteProvisionedThroughputExceeded", 0.0);
    }

    fn operations(&self) -> Vec<Operation> {
        self.targets.operated.lock().unwrap().clone()
    }

    /// How often metrics were asked for.
    fn fetches(&self) -> usize {
        self.metrics.calls.lock().unwrap().len()
    }

    async fn tick_at(&self, second: i64) -> TickReport {
        let now = Period::seconds(u32::try_from(second).unwrap()).after(at(0));
        let tick = self.ports();
        let tick = tick.tick(TargetKind::KinesisStream, now, &PLENTY);
        tick.await.unwrap()
    }
}

#[tokio::test]
async fn a_plan_that_leads_in_goes_on_by_one_decision_while_load_is_calm() {
    let world = world(3.0);
    for minute in 0..3 {
        world.tick(minute).await;
    }
    let merges = world.operations();
    assert_eq!(merges.len(), 3);
    assert!(
        merges
            .iter()
            .all(|one| matches!(one, Operation::Merge { .. }))
    );
    assert_eq!(world.fetches(), 1);
    assert_eq!(world.record("a").since, at(0));
}

#[tokio::test]
async fn no_plan_goes_on_by_samples_that_are_too_old_to_count() {
    let world = world(3.0);
    for minute in 0..3 {
        world.tick(minute).await;
    }
    world.metrics.withhold();
    for minute in 3..9 {
        world.tick(minute).await;
    }
    assert_eq!((world.operations().len(), world.fetches()), (3, 7));
}

/// Samples count for longer than the policy lets a decision stand.
fn patient(demand: f64) -> World {
    world_with(demand, json!({"missing": {"stale_after": "9m"}}))
}

#[tokio::test]
async fn at_the_latest_there_is_a_decision_when_the_policy_says() {
    let world = patient(3.0);
    world.tick(0).await;
    // Nothing can be done meanwhile.
    world.targets.set(&stream("a"), 8, Readiness::Changing);
    for minute in 1..5 {
        world.tick(minute).await;
    }
    assert_eq!(world.fetches(), 1);
    world.tick(5).await;
    assert_eq!(world.fetches(), 2);
}

#[tokio::test]
async fn while_a_shard_is_still_merged_nothing_is_written() {
    let world = world(3.0);
    world.tick(0).await;
    let before = world.store.memory(&stream("a"));
    world.targets.set(&stream("a"), 8, Readiness::Changing);
    assert_eq!(world.tick(1).await.held, 1);
    assert_eq!(world.store.memory(&stream("a")), before);
    assert_eq!(world.operations().len(), 1);
}

#[tokio::test]
async fn a_plan_that_leads_out_is_decided_on_each_minute() {
    let world = world(7.0);
    world.tick(0).await;
    world.tick(1).await;
    let splits = world.operations();
    assert_eq!(splits.len(), 2);
    assert!(
        splits
            .iter()
            .all(|one| matches!(one, Operation::Split { .. }))
    );
    assert_eq!(world.fetches(), 2);
}

#[tokio::test]
async fn between_two_ticks_a_plan_goes_on_without_metrics() {
    let world = world(7.0);
    let reminders = world.tick(0).await.operating;
    let (kind, now) = (TargetKind::KinesisStream, reminders[0].due);
    let visited = world.ports().visit(kind, &reminders, now, &PLENTY).await;
    assert_eq!(visited.operating.len(), 1);
    assert_eq!((world.operations().len(), world.fetches()), (2, 1));
    // The decision is due when it was.
    world.tick(1).await;
    assert_eq!(world.fetches(), 2);
}

#[tokio::test]
async fn a_policy_that_has_changed_is_decided_by_at_once() {
    let world = world(3.0);
    world.tick(0).await;
    let mut paused = policy(&json!({}));
    paused["mode"] = json!("paused");
    let world = World {
        store: world.store.with_policy(paused),
        ..world
    };
    world.tick(1).await;
    assert_eq!((world.operations().len(), world.fetches()), (1, 2));
}

#[tokio::test]
async fn where_consumers_may_come_to_lag_a_merge_is_decided_on_each_minute() {
    let world = world_with(3.0, json!({"lag": {}}));
    world.metrics.set("GetRecords.IteratorAgeMilliseconds", 0.0);
    world.tick(0).await;
    world.metrics.set("GetRecords.IteratorAgeMilliseconds", 9e5);
    world.tick(1).await;
    assert_eq!((world.operations().len(), world.fetches()), (1, 2));
}

#[tokio::test]
async fn an_event_that_comes_late_does_not_put_the_decision_off() {
    let world = world(3.0);
    world.tick(0).await;
    let next = |world: &World| world.store.memory(&stream("a")).unwrap().next_evaluation;
    let due = next(&world);
    world.tick_at(67).await;
    assert_eq!((world.operations().len(), next(&world)), (2, due));
}

#[tokio::test]
async fn who_follows_a_stream_whose_plan_goes_on_knows_how_it_stands() {
    let mut following = document("q", &["b"]);
    following["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": "a"}}]);
    following["mode"] = json!("dry-run");
    let store = MemoryStore::default().with_policy(policy(&json!({})));
    let world = World::new(store.with_policy(following), &["b"]);
    world.shards(8);
    world.demand(3.0);
    world.tick(0).await;
    world.tick(1).await;
    assert_eq!(world.operations().len(), 2);
    let said = world.record("b").sentence();
    assert!(!said.contains("not known"), "{said}");
    assert!(!said.contains("no data"), "{said}");
}
