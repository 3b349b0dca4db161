//! What is wrong with one target leaves the others as they are.

use super::*;

#[tokio::test]
async fn a_panic_in_one_target_leaves_the_others_and_is_recorded() {
    let world = world_of_three();
    strike_b(&world.targets.examined, Mishap::Panics);
    check_only_b_failed(&world, "evaluation: panicked: the test wants a panic").await;
}

#[tokio::test(start_paused = true)]
async fn a_target_that_hangs_leaves_the_others_and_is_recorded() {
    let world = world_of_three();
    strike_b(&world.targets.examined, Mishap::NeverEnds);
    check_only_b_failed(&world, "evaluation: took longer than 10 s").await;
}

#[tokio::test]
async fn a_panic_in_looking_at_a_target_leaves_the_others_and_is_recorded() {
    let world = world_of_three();
    strike_b(&world.targets.described, Mishap::Panics);
    check_only_b_failed(&world, "evaluation: panicked: the test wants a panic").await;
}

#[tokio::test(start_paused = true)]
async fn looking_that_never_ends_leaves_the_others_and_is_recorded() {
    let world = world_of_three();
    strike_b(&world.targets.described, Mishap::NeverEnds);
    let message = "describe: too many targets had to be looked at; its turn comes in a later tick";
    check_only_b_failed(&world, message).await;
}

#[tokio::test]
async fn a_target_that_does_not_exist_leaves_the_others_and_is_recorded() {
    let world = world_of_three();
    let error = failing("DescribeStreamSummary", Failure::NotFound);
    world
        .targets
        .statuses
        .lock()
        .unwrap()
        .insert(stream("b"), Err(error));
    check_only_b_failed(&world, "DescribeStreamSummary: as the test wants it").await;
}

fn strike_b(mishaps: &Mutex<HashMap<TargetId, Mishap>>, mishap: Mishap) {
    mishaps.lock().unwrap().insert(stream("b"), mishap);
}

async fn check_only_b_failed(world: &World, message: &str) {
    let report = world.tick(0).await;
    let acted: Vec<_> = report
        .acted
        .iter()
        .map(|change| change.target.as_str())
        .collect();
    assert_eq!(acted.len(), 2, "{report:?}");
    assert!(!acted.contains(&"kinesis-stream/b"));
    assert_eq!(report.failed[0].target, "kinesis-stream/b");
    let record = world.record("b");
    assert!(
        matches!(&record.outcome, Outcome::Failed { message: said, .. } if said == message),
        "{record:?}"
    );
}

#[tokio::test]
async fn a_policy_that_is_broken_in_the_store_is_reported_and_the_others_are_scaled() {
    let mut broken = document("broken", &["b"]);
    broken["rules"] = json!("none");
    let store = MemoryStore::default()
        .with_policy(broken)
        .with_policy(document("p", &["a"]));
    let world = World::new(store, &["a", "b"]);
    world.utilization(4, 1.0);
    let report = world.tick(0).await;
    assert_eq!(report.acted.len(), 1);
    assert_eq!(report.failed[0].target, "kinesis-stream/b");
    assert!(
        report.failed[0]
            .message
            .contains("/rules: expected a list, found a text")
    );
    assert!(
        world
            .record("b")
            .sentence()
            .contains("policy `broken` cannot be understood")
    );
}

#[tokio::test]
async fn a_memory_that_cannot_be_understood_is_reported_and_left_as_it_is() {
    let world = World::of_one();
    world.tick(0).await;
    let before = world.store.memory(&stream("a"));
    world.store.broken.lock().unwrap().push(stream("a"));
    let report = world.tick(1).await;
    assert_eq!((report.due, report.failed.len()), (0, 1));
    assert_eq!(world.store.memory(&stream("a")), before);
}

#[tokio::test]
async fn no_target_is_begun_without_time_and_what_is_left_is_reported() {
    let world = World::of_one();
    let late = TimeLeft(TIME_RESERVE - Duration::from_secs(1));
    let report = world
        .ports()
        .tick(TargetKind::KinesisStream, at(0), &late)
        .await
        .unwrap();
    assert_eq!(report.left, ["kinesis-stream/a"]);
    assert!(world.store.memory(&stream("a")).is_none());
}
