//! Changes that take several calls.

use super::*;

#[tokio::test]
async fn a_far_scale_out_goes_on_while_the_rules_cannot_see_yet() {
    let mut world = World::of_one();
    world.targets.reach = Some(3);
    world.utilization(4, 1.25);
    let report = world.tick(0).await;
    let changed = |report: &TickReport| (report.acted[0].to, report.acted[0].asked);
    assert_eq!(changed(&report), (Capacity(10), Some(Capacity(7))));
    assert_eq!(changed(&world.tick(1).await), (Capacity(10), None));
    assert_eq!(world.tick(2).await.held, 1);
    assert_eq!(world.targets.asked(), [7, 10]);
}

#[tokio::test]
async fn a_far_scale_in_stops_where_the_rules_cannot_see() {
    let mut world = World::of_one();
    world.targets.set(&stream("a"), 16, Readiness::Ready);
    world.targets.reach = Some(4);
    world.utilization(16, 0.05);
    let report = world.tick(0).await;
    assert_eq!(report.acted[0].asked, Some(Capacity(12)));
    world.metrics.withhold();
    for minute in 1..40 {
        assert_eq!(world.tick(minute).await.held, 1);
    }
    assert_eq!(world.targets.asked(), [12]);
}

#[tokio::test]
async fn a_policy_that_is_paused_on_the_way_stops_the_way() {
    let mut world = World::of_one();
    world.targets.reach = Some(3);
    world.utilization(4, 1.25);
    world.tick(0).await;
    let mut paused = document("p", &["a"]);
    paused["mode"] = json!("paused");
    world.store = world.store.with_policy(paused);
    for minute in 1..10 {
        assert_eq!(world.tick(minute).await.held, 1);
    }
    assert_eq!(world.targets.asked(), [7]);
}

#[tokio::test]
async fn a_way_for_which_the_calls_do_not_last_is_given_up_and_none_is_refused() {
    let mut world = World::of_one();
    let mut by_calls = document("p", &["a"]);
    by_calls["actuator"] = json!({"reshard": {"operations": false}});
    world.store = world.store.with_policy(by_calls);
    world.targets.reach = Some(1);
    world.utilization(4, 10.0);
    for minute in 0..40 {
        let report = world.tick(minute).await;
        assert!(report.refused.is_empty());
    }
    assert_eq!(world.targets.asked(), (5..=14).collect::<Vec<_>>());
    let record = world.record("a");
    assert!(
        record
            .sentence()
            .contains("call_budget 14: no call is left"),
        "{}",
        record.sentence()
    );
}
