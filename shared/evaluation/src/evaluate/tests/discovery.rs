//! Streams that are selected among those that there are.

use std::collections::BTreeMap;

use super::*;

fn selecting(name: &str, targets: Value) -> Value {
    let mut document = document(name, &[]);
    document["targets"] = targets;
    document["targets"]["kind"] = json!("kinesis-stream");
    document
}

/// A world of these streams, each with the tag `team: x` if it begins with an `x`.
fn world(policies: &[Value], streams: &[&str]) -> World {
    let store = policies.iter().cloned();
    let store = store.fold(MemoryStore::default(), MemoryStore::with_policy);
    let world = World::new(store, streams);
    there_are(&world, streams);
    world
}

fn there_are(world: &World, streams: &[&str]) {
    let tags = |name: &str| match name.starts_with('x') {
        true => BTreeMap::from([("team".to_owned(), "x".to_owned())]),
        false => BTreeMap::new(),
    };
    let streams = streams.iter().map(|name| ((*name).to_owned(), tags(name)));
    *world.targets.listed.lock().unwrap() = streams.collect();
}

fn looks(world: &World) -> (u32, u32) {
    *world.targets.looks.lock().unwrap()
}

/// Who has a record, and by which policy.
fn recorded(world: &World, streams: &[&str]) -> Vec<String> {
    let by = |name: &&str| {
        let memory = world.store.memory(&stream(name))?;
        Some(format!("{name} by {}", memory.record?.policy))
    };
    streams.iter().filter_map(by).collect()
}

#[tokio::test]
async fn what_is_listed_in_one_tick_is_evaluated_in_the_next() {
    let policy = selecting("p", json!({"patterns": ["clicks-*"]}));
    let world = world(&[policy], &["clicks-1", "clicks-2", "orders"]);
    let first = world.tick(0).await;
    assert_eq!((first.due, first.problems.len()), (0, 0));
    assert_eq!(
        first.warnings,
        ["policy `p` selects nothing yet: the account has not been listed"]
    );
    let second = world.tick(1).await;
    assert_eq!((second.due, second.warnings.len()), (2, 0));
    assert_eq!(
        recorded(&world, &["clicks-1", "clicks-2", "orders"]),
        ["clicks-1 by p", "clicks-2 by p"]
    );
}

#[tokio::test]
async fn the_account_is_listed_every_five_minutes_and_a_new_stream_is_picked_up() {
    let policy = selecting("p", json!({"patterns": ["clicks-*"]}));
    let world = world(&[policy], &["clicks-1", "clicks-2"]);
    there_are(&world, &["clicks-1"]);
    for minute in 0..5 {
        world.tick(minute).await;
    }
    assert_eq!(looks(&world), (1, 0));
    there_are(&world, &["clicks-1", "clicks-2"]);
    assert_eq!(world.tick(5).await.due, 1);
    assert_eq!((looks(&world), world.tick(6).await.due), ((2, 0), 2));
}

#[tokio::test]
async fn two_ticks_at_once_list_the_account_once() {
    let policy = selecting("p", json!({"patterns": ["*"]}));
    let world = world(&[policy], &["a"]);
    join!(world.tick(0), world.tick(0));
    assert_eq!(looks(&world).0, 1);
}

#[tokio::test]
async fn who_names_all_its_streams_never_lists_the_account() {
    let world = World::of_one();
    world.tick(0).await;
    assert_eq!(looks(&world), (0, 0));
}

#[tokio::test]
async fn where_the_account_cannot_be_listed_what_was_known_is_evaluated_and_it_is_told() {
    let policy = selecting("p", json!({"patterns": ["*"]}));
    let world = world(&[policy], &["a"]);
    world.tick(0).await;
    *world.targets.unlisted.lock().unwrap() = Some(failing("ListStreams", Failure::AccessDenied));
    for minute in 1..10 {
        let report = world.tick(minute).await;
        assert_eq!((report.due, report.retired.len()), (1, 0));
        let told: &[&str] = if minute < 5 {
            &[]
        } else {
            &["ListStreams: as the test wants it"]
        };
        assert_eq!(report.problems, told, "minute {minute}");
    }
}

#[tokio::test]
async fn tags_select_once_they_are_known_and_are_asked_for_where_they_matter() {
    let policy = selecting(
        "p",
        json!({"patterns": ["x*", "y*"], "tags": {"team": "x"}}),
    );
    let streams = ["orders", "x1", "x2", "y1"];
    let world = world(&[policy], &streams);
    world.tick(0).await;
    assert_eq!(looks(&world), (1, 3));
    world.tick(1).await;
    assert_eq!(recorded(&world, &streams), ["x1 by p", "x2 by p"]);
    assert_eq!(looks(&world), (1, 3));
}

#[tokio::test]
async fn so_many_tags_are_asked_for_in_a_tick_and_the_others_in_the_next() {
    let policy = selecting("p", json!({"tags": {"team": "x"}}));
    let names: Vec<_> = (0..100).map(|number| format!("x{number}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let world = world(&[policy], &names);
    world.tick(0).await;
    assert_eq!((looks(&world), world.tick(1).await.due), ((1, 60), 60));
    assert_eq!((looks(&world), world.tick(2).await.due), ((1, 100), 100));
}

#[tokio::test]
async fn who_names_a_stream_has_it_before_who_selects_it_and_of_two_the_first_by_name() {
    let policies = [
        selecting("a", json!({"patterns": ["x*"]})),
        selecting("b", json!({"patterns": ["*"]})),
        document("c", &["x1"]),
    ];
    let streams = ["x1", "x2", "x3", "y"];
    let world = world(&policies, &streams);
    world.tick(0).await;
    let report = world.tick(1).await;
    assert_eq!(
        recorded(&world, &streams),
        ["x1 by c", "x2 by a", "x3 by a", "y by b"]
    );
    assert_eq!(
        report.problems,
        [
            "roster: policy `a` scales 2 of what `b` selects already, kinesis-stream/x2 the first of them"
        ]
    );
}

#[tokio::test]
async fn a_pattern_that_fits_nothing_is_a_warning() {
    let policy = selecting("p", json!({"patterns": ["a*", "b*"]}));
    let world = world(&[policy], &["a1"]);
    world.tick(0).await;
    let report = world.tick(1).await;
    assert_eq!(
        (report.due, report.failed.len(), report.problems.len()),
        (1, 0, 0)
    );
    assert_eq!(
        report.warnings,
        ["`b*` of policy `p` fits nothing that there was at 2026-03-02T12:00:00Z"]
    );
}

#[tokio::test]
async fn a_stream_that_is_gone_is_retired_with_a_last_record_and_fails_no_more() {
    let policy = selecting("p", json!({"patterns": ["*"]}));
    let world = world(&[policy], &["a", "b"]);
    world.tick(0).await;
    world.tick(1).await;
    world.targets.statuses.lock().unwrap().remove(&stream("b"));
    there_are(&world, &["a"]);
    let mut retired = Vec::new();
    for minute in 2..12 {
        let report = world.tick(minute).await;
        assert_eq!(
            (report.failed.len(), report.problems.len()),
            (0, 0),
            "{report:?}"
        );
        retired.extend(report.retired);
    }
    assert!(retired.iter().all(|target| target == "kinesis-stream/b"));
    let record = world.record("b");
    assert_eq!(record.sentence(), "retired: it is there no more");
    assert_eq!(world.record("a").until, at(11));
    assert!(record.until < at(8));
}

#[tokio::test]
async fn a_stream_that_vanished_unseen_is_retired_once() {
    let policy = selecting("p", json!({"patterns": ["*"]}));
    let world = world(&[policy], &["a", "b"]);
    world.tick(0).await;
    world.tick(1).await;
    there_are(&world, &["a"]);
    let mut retired = 0;
    for minute in 2..12 {
        retired += world.tick(minute).await.retired.len();
    }
    assert_eq!((retired, world.record("b").outcome), (1, Outcome::Retired));
}

#[tokio::test]
async fn a_stream_that_is_named_and_not_there_stays_a_failure() {
    let world = World::of_one();
    world.targets.statuses.lock().unwrap().clear();
    for minute in 0..3 {
        assert_eq!(world.tick(minute).await.failed.len(), 1);
    }
}

#[tokio::test]
async fn what_follows_a_stream_does_not_select_that_stream() {
    let mut policy = selecting("p", json!({"patterns": ["*"]}));
    policy["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": "a", "ratio": 1}}]);
    let world = world(&[policy], &["a", "b"]);
    world.tick(0).await;
    world.tick(1).await;
    assert_eq!(recorded(&world, &["a", "b"]), ["b by p"]);
}
