//! Looks between two ticks.

use super::*;
use crate::{Listing, Remembered, Roster};

/// A reminder of `a`, as the last evaluation left it.
async fn reminder(world: &World) -> Reminder {
    let kind = TargetKind::KinesisStream;
    let policies = world.store.policies().await.unwrap();
    let remembered: Vec<Remembered> = world.store.remembered(kind).await.unwrap();
    let roster = Roster::of(kind, &policies, remembered, &Listing::default());
    let mut assignments = roster.assignments.into_iter();
    let assignment = assignments.find(|each| each.target == stream("a")).unwrap();
    Reminder {
        target: stream("a"),
        due: at(1),
        assignment,
    }
}

async fn visit(world: &World, reminder: Reminder) -> TickReport {
    let kind = TargetKind::KinesisStream;
    world.ports().visit(kind, &[reminder], at(1), &PLENTY).await
}

#[tokio::test]
async fn a_visit_goes_on_from_what_the_evaluation_before_left() {
    let world = World::of_one();
    world.tick(0).await;
    let reminder = reminder(&world).await;
    world.utilization(4, 1.0);
    assert_eq!(visit(&world, reminder).await.acted.len(), 1);
}

#[tokio::test]
async fn where_somebody_saved_meanwhile_a_visit_does_nothing() {
    let world = World::of_one();
    world.tick(0).await;
    let reminder = reminder(&world).await;
    world.tick(1).await;
    world.utilization(4, 1.0);
    let report = visit(&world, reminder).await;
    assert_eq!(report.conflicts, ["kinesis-stream/a"]);
    assert!(world.targets.asked().is_empty());
}

#[tokio::test]
async fn a_visit_knows_the_streams_that_are_followed() {
    let mut following = document("p", &["a"]);
    following["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": "b", "ratio": 2}}]);
    let store = MemoryStore::default()
        .with_policy(following)
        .with_policy(document("q", &["b"]));
    let world = World::new(store, &["a", "b"]);
    world.tick(0).await;
    let reminder = reminder(&world).await;
    visit(&world, reminder).await;
    let (_, said) = world
        .record("a")
        .sentence()
        .split_once("because")
        .map(|(one, other)| (one.to_owned(), other.to_owned()))
        .unwrap();
    assert!(!said.contains("not known"), "{said}");
    assert_eq!(world.targets.asked(), [8]);
}
