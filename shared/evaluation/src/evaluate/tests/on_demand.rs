//! Streams that Kinesis scales.

use super::*;

#[tokio::test]
async fn a_stream_on_demand_is_decided_on_and_nothing_is_asked_for() {
    let world = World::of_one();
    world.targets.set(&stream("a"), 4, Readiness::OnDemand);
    world.utilization(4, 1.0);
    let report = world.tick(0).await;
    assert_eq!((report.held, report.failed.len()), (1, 0));
    assert_eq!(report.denied.get("on_demand"), Some(&1));
    assert!(world.targets.asked().is_empty());
    let said = world.record("a").sentence();
    assert!(
        said.contains("asks for 8") && said.contains("the stream is on demand"),
        "{said}"
    );
}

#[tokio::test]
async fn a_stream_that_came_to_be_on_demand_unseen_is_not_asked_for() {
    let world = World::of_one();
    world.tick(0).await;
    // Known streams are believed to be as they were: the exact look before the act tells.
    world
        .targets
        .described
        .lock()
        .unwrap()
        .insert(stream("a"), Mishap::Panics);
    world.targets.set(&stream("a"), 4, Readiness::OnDemand);
    world.utilization(4, 1.0);
    world.tick(1).await;
    assert!(world.targets.asked().is_empty());
}

#[tokio::test]
async fn a_stream_is_scaled_from_the_look_on_at_which_it_is_provisioned() {
    let world = World::of_one();
    world.targets.set(&stream("a"), 4, Readiness::OnDemand);
    world.utilization(4, 1.0);
    world.tick(0).await;
    world.targets.set(&stream("a"), 4, Readiness::Ready);
    world.tick(1).await;
    assert_eq!(world.targets.asked(), [8]);
}

#[tokio::test]
async fn shards_on_demand_are_not_counted_as_paid_for() {
    let counted = async |readiness| {
        let world = World::of_one();
        for minute in 0..10 {
            world.targets.set(&stream("a"), 4, readiness);
            world.tick(minute).await;
        }
        let ledger = world.store.memory(&stream("a")).unwrap().ledger;
        ledger.since(jiff::civil::date(2026, 3, 2)).unit_seconds
    };
    assert_eq!(counted(Readiness::Ready).await, 4 * 9 * 60);
    assert_eq!(counted(Readiness::OnDemand).await, 0);
}
