//! What is written down.

use super::*;

#[tokio::test]
async fn more_load_is_followed_at_once_and_less_after_the_cooldown() {
    let world = World::of_one();
    world.utilization(4, 1.0);
    let report = world.tick(0).await;
    assert_eq!(report.acted[0].to, Capacity(8));
    assert_eq!(
        report.acted[0].because,
        "read_utilization 100 % is above its target of 50 %, which asks for 8"
    );
    // The change is seen to have arrived at minute 1; what was measured before no longer counts.
    for minute in 1..=3 {
        assert_eq!(world.tick(minute).await.held, 1);
    }
    world.utilization(8, 0.25);
    for minute in 4..=5 {
        let report = world.tick(minute).await;
        assert_eq!(report.held, 1, "minute {minute}");
        assert_eq!(report.denied, [("cooldown", 1)].into(), "minute {minute}");
    }
    assert_eq!(world.tick(6).await.acted[0].to, Capacity(4));
    assert_eq!(world.targets.asked(), [8, 4]);
}

#[tokio::test]
async fn a_dry_run_records_what_it_would_do_and_does_nothing() {
    let mut dry = document("p", &["a"]);
    dry["mode"] = json!("dry-run");
    let world = World::new(MemoryStore::default().with_policy(dry), &["a"]);
    world.utilization(4, 1.0);
    assert_eq!(world.tick(0).await.dry_run[0].to, Capacity(8));
    assert_eq!(world.targets.asked(), [] as [u32; 0]);
    assert!(
        world
            .record("a")
            .sentence()
            .starts_with("dry run: would scale 4 → 8")
    );
}

#[tokio::test]
async fn every_record_is_in_the_history_once_it_is_replaced() {
    let world = World::of_one();
    for minute in 0..3 {
        world.tick(minute).await;
    }
    world.utilization(4, 1.0);
    world.tick(3).await;
    let archived = world.store.archived(&stream("a"));
    assert_eq!(archived.len(), 1);
    assert_eq!(
        (archived[0].since, archived[0].until, archived[0].times),
        (at(0), at(2), 3)
    );
    assert_eq!(world.record("a").since, at(3));
}

#[tokio::test]
async fn a_policy_that_is_stored_counts_from_the_next_tick_on() {
    let seldom = |floor: u32| {
        let mut policy = document("p", &["a"]);
        policy["evaluate"] = json!({"every": "5m"});
        policy["bounds"]["min"] = json!(floor);
        policy
    };
    let world = World::new(MemoryStore::default().with_policy(seldom(1)), &["a"]);
    world.tick(0).await;
    assert_eq!(world.tick(1).await.due, 0);
    let world = World {
        store: world.store.with_policy(seldom(9)),
        ..world
    };
    world.tick(2).await;
    assert_eq!(world.targets.asked(), [9]);
}
