//! Nothing acts without a claim, and twice nothing acts.

use super::*;

#[tokio::test]
async fn two_evaluations_at_the_same_moment_act_once() {
    let world = World::of_one();
    world.utilization(4, 1.0);
    let (one, other) = join!(world.tick(0), world.tick(0));
    assert_eq!(one.acted.len() + other.acted.len(), 1);
    assert_eq!(one.conflicts.len() + other.conflicts.len(), 1);
    assert_eq!(world.targets.asked(), [8]);
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_evaluated_once() {
    let world = World::of_one();
    world.tick(0).await;
    assert_eq!(world.tick(0).await.due, 0);
}

#[tokio::test]
async fn a_claim_whose_holder_died_lapses_and_then_the_act_happens_once() {
    let world = World::of_one();
    world.tick(0).await;
    let mut memory = world.store.memory(&stream("a")).unwrap();
    memory.scaling.activity = Some(Activity::claimed(Capacity(4), Capacity(8), at(0)));
    world.store.remember(&stream("a"), memory);
    world.utilization(4, 1.0);
    assert_eq!(world.tick(1).await.held, 1);
    assert_eq!(world.targets.asked(), [] as [u32; 0]);
    assert_eq!(world.tick(2).await.acted.len(), 1);
    assert_eq!(world.targets.asked(), [8]);
    let ended = world.record("a").ended;
    assert!(
        matches!(ended, Some(decision::ActivityEnd::Lapsed { .. })),
        "{ended:?}"
    );
}

#[tokio::test]
async fn a_refused_act_is_recorded_and_not_repeated_at_once() {
    let world = World::of_one();
    world.utilization(4, 1.0);
    let refusal = failing("UpdateShardCount", Failure::Refused);
    world
        .targets
        .refusals
        .lock()
        .unwrap()
        .insert(stream("a"), refusal);
    assert_eq!(world.tick(0).await.refused.len(), 1);
    let record = world.record("a");
    assert!(matches!(
        record.outcome,
        Outcome::Decided {
            act: Act::Refused { .. },
            ..
        }
    ));
    world.targets.refusals.lock().unwrap().clear();
    assert_eq!(world.tick(1).await.held, 1);
    assert_eq!(world.tick(2).await.acted.len(), 1);
}
