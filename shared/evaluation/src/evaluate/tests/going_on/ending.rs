//! Where a plan ends, is refused, or is left.

use super::*;

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
