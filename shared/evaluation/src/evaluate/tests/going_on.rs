//! Plans that go on by the decision that stands.

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
async fn a_plan_that_is_through_is_followed_by_a_decision() {
    let world = patient(3.0);
    let mut minute = 0;
    while world.fetches() < 2 {
        world.tick(minute).await;
        minute += 1;
    }
    // Eight shards become four: that took four merges, and a look at what came of it.
    assert_eq!((world.operations().len(), minute), (4, 6));
    assert_eq!(world.store.memory(&stream("a")).unwrap().scaling.plan, None);
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
async fn where_somebody_else_has_resharded_there_is_a_decision_first() {
    let world = world(3.0);
    world.tick(0).await;
    world.shards(16);
    world.tick(1).await;
    assert_eq!((world.operations().len(), world.fetches()), (1, 1));
    world.tick(2).await;
    assert_eq!(world.fetches(), 2);
}

fn refusing(world: &World, failure: Failure) {
    let refusal = failing("MergeShards", failure);
    let mut refusals = world.targets.refusals.lock().unwrap();
    refusals.insert(stream("a"), refusal);
}

#[tokio::test]
async fn what_was_done_before_a_refusal_is_in_the_history() {
    let world = world(3.0);
    world.tick(0).await;
    world.tick(1).await;
    refusing(&world, Failure::Throttled);
    world.tick(2).await;
    let history = world.store.archived(&stream("a"));
    let told: Vec<_> = history.iter().map(|record| record.since).collect();
    assert_eq!((told, world.record("a").since), (vec![at(0)], at(2)));
}

#[tokio::test]
async fn a_plan_that_had_to_wait_for_its_turn_goes_on_at_the_next_tick() {
    let world = world(3.0);
    world.tick(0).await;
    refusing(&world, Failure::Postponed);
    assert_eq!(world.tick(1).await.left, ["kinesis-stream/a"]);
    world.targets.refusals.lock().unwrap().clear();
    world.tick(2).await;
    assert_eq!(world.operations().len(), 2);
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

/// A tick, and half a minute later whoever it reminds of.
async fn minute_of(world: &World, minute: i64) {
    let reminders = world.tick(minute).await.operating;
    if let Some(reminder) = reminders.first() {
        let (kind, due) = (TargetKind::KinesisStream, reminder.due);
        let ports = world.ports();
        let _report = ports.visit(kind, &reminders, due, &PLENTY).await;
    }
}

#[tokio::test]
async fn what_was_decided_as_a_way_to_more_ends_as_one() {
    let waits = json!({"scale_in": {"cooldown": "15m", "stabilization": "0s"}});
    let world = world_with(5.5, waits);
    world.shards(5);
    // Halves are more than was wanted: five even shards become ten.
    for minute in 0..8 {
        minute_of(&world, minute).await;
    }
    let operations = world.operations();
    let splits = operations
        .iter()
        .filter(|one| matches!(one, Operation::Split { .. }));
    assert_eq!((splits.count(), operations.len()), (5, 5));
}

#[tokio::test]
async fn an_event_from_before_the_decision_moves_nothing() {
    let world = world(3.0);
    world.tick(1).await;
    let before = world.store.memory(&stream("a"));
    assert_eq!(world.tick(0).await.due, 0);
    assert_eq!(world.store.memory(&stream("a")), before);
}

#[tokio::test]
async fn a_plan_that_is_left_keeps_its_record_until_the_next_decision() {
    let world = world(3.0);
    world.tick(0).await;
    let record = world.record("a");
    world.shards(16);
    world.tick(1).await;
    assert_eq!(world.record("a"), record);
}
