//! What was measured, and what was not.

use super::*;

#[tokio::test]
async fn withheld_metrics_never_scale_in_and_the_record_says_so() {
    let world = World::of_one();
    world.utilization(4, 0.1);
    world.metrics.withhold();
    for minute in 0..10 {
        assert_eq!(world.tick(minute).await.held, 1);
    }
    let record = world.record("a");
    assert_eq!(record.times, 10);
    assert_eq!(
        record.sentence(),
        "hold 4 because read_utilization has no data, and missing data never scales in"
    );
}

#[tokio::test]
async fn metrics_that_cannot_be_fetched_are_a_problem_of_the_record() {
    let world = World::of_one();
    *world.metrics.error.lock().unwrap() = Some(failing("GetMetricData", Failure::AccessDenied));
    let report = world.tick(0).await;
    assert_eq!((report.held, report.problems.len()), (1, 1));
    assert_eq!(
        world.record("a").problems,
        ["GetMetricData: as the test wants it"]
    );
}

#[tokio::test]
async fn the_metrics_of_all_targets_are_asked_for_at_once() {
    let world = world_of_three();
    world.tick(0).await;
    assert_eq!(*world.metrics.calls.lock().unwrap(), [3]);
}

#[tokio::test]
async fn no_policies_are_an_empty_report() {
    let world = World::new(MemoryStore::default(), &[]);
    let report = world.tick(0).await;
    assert_eq!(
        (report.due, report.failed.len(), report.problems.len()),
        (0, 0, 0)
    );
}

#[tokio::test]
async fn the_metrics_of_very_many_targets_are_asked_for_in_batches() {
    let names: Vec<_> = (0..1_500).map(|index| format!("s-{index:04}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let (some, others) = names.split_at(1_000);
    let store = MemoryStore::default()
        .with_policy(document("p", some))
        .with_policy(document("q", others));
    let world = World::new(store, &names);
    // So many are looked at for the first time in a tick; the others wait.
    for minute in 0..10 {
        world.tick(minute).await;
    }
    world.metrics.calls.lock().unwrap().clear();
    let report = world.tick(10).await;
    assert_eq!((report.due, report.held), (1_500, 1_500));
    assert_eq!(*world.metrics.calls.lock().unwrap(), [1_000, 500]);
}
