//! What other targets and other systems say.

use super::*;

fn following(name: &str, other: &str) -> Value {
    let mut document = document(name, &[name]);
    document["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": other}}]);
    document
}

#[tokio::test]
async fn a_stream_follows_another_one_that_is_scaled() {
    let store = MemoryStore::default()
        .with_policy(document("p", &["a"]))
        .with_policy(following("b", "a"));
    let world = World::new(store, &["a", "b"]);
    world.utilization(4, 1.0);
    // What is known of another target is what its evaluation of the minute before left behind.
    world.tick(0).await;
    let first = world.record("b").sentence();
    assert!(first.contains("kinesis-stream/a has no data"), "{first}");
    world.tick(1).await;
    world.tick(2).await;
    assert_eq!(world.targets.asked(), [8, 8]);
    let said = world.record("b").sentence();
    assert!(said.contains("kinesis-stream/a has 8"), "{said}");
}

#[tokio::test]
async fn a_followed_target_that_nobody_scales_is_not_known() {
    let world = World::new(
        MemoryStore::default().with_policy(following("b", "elsewhere")),
        &["b"],
    );
    for minute in 0..3 {
        world.tick(minute).await;
    }
    let said = world.record("b").sentence();
    assert!(
        said.contains("kinesis-stream/elsewhere has no data"),
        "{said}"
    );
    assert_eq!(world.targets.asked(), Vec::<u32>::new());
}

#[tokio::test]
async fn what_is_pushed_for_a_target_is_heard_by_that_target_alone() {
    // A rule that listens, and what was pushed for another target.
    let mut listening = document("p", &["a"]);
    listening["rules"] = json!([{"external": {"source": "x", "at_most_old": "5m"}}]);
    let world = World::new(MemoryStore::default().with_policy(listening), &["a"]);
    let pushed = Pushed {
        source: "x".to_owned(),
        at: at(0),
        proposal: Proposal::Capacity(Capacity(9)),
    };
    world.store.push(&stream("b"), &pushed).await.unwrap();
    world.tick(0).await;
    assert_eq!(world.targets.asked(), Vec::<u32>::new());
    world.store.push(&stream("a"), &pushed).await.unwrap();
    world.tick(1).await;
    assert_eq!(world.targets.asked(), [9]);
}
