//! Calls whose turn would come too late.

use super::*;

fn postpone(world: &World, postponed: bool) {
    let error = failing("UpdateShardCount", Failure::Postponed);
    let mut refusals = world.targets.refusals.lock().unwrap();
    match postponed {
        true => refusals.insert(stream("a"), error),
        false => refusals.remove(&stream("a")),
    };
}

#[tokio::test]
async fn what_was_not_asked_for_is_left_to_the_next_tick_without_a_claim() {
    let world = World::of_one();
    world.utilization(4, 1.0);
    postpone(&world, true);
    let report = world.tick(0).await;
    assert_eq!((report.left.len(), report.refused.len()), (1, 0));
    let memory = world.store.memory(&stream("a")).unwrap();
    assert_eq!(
        (&memory.scaling.activity, memory.scaling.calls.len()),
        (&None, 0)
    );
    postpone(&world, false);
    assert_eq!(world.tick(1).await.acted.len(), 1);
}

#[tokio::test]
async fn who_could_not_be_looked_at_in_time_is_left_and_comes_first() {
    let world = world_of_three();
    let error = failing("DescribeStreamSummary", Failure::Postponed);
    world
        .targets
        .statuses
        .lock()
        .unwrap()
        .insert(stream("b"), Err(error));
    let report = world.tick(0).await;
    assert_eq!(
        (report.left.as_slice(), report.failed.len()),
        (&["kinesis-stream/b".to_owned()][..], 0)
    );
    assert_eq!(world.store.memory(&stream("b")), None);
    let others = world.store.memory(&stream("a")).unwrap();
    assert!(others.next_evaluation.is_some());
}
