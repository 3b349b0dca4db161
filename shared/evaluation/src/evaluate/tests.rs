//! Ticks over in-memory ports.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use decision::{
    Activity, Capacity, Member, Proposal, Pushed, Readiness, Stage, TargetId, TargetKind, Work,
};
use futures::join;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::{
    Act, Outcome, Record,
    fakes::{FakeMetrics, FakeTargets, MemoryStore, Mishap, TimeLeft, failing},
};

const PLENTY: TimeLeft = TimeLeft(Duration::from_secs(60));

fn at(minute: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    Timestamp::from_second(noon.as_second() + 60 * minute).unwrap()
}

fn stream(name: &str) -> TargetId {
    TargetId {
        kind: TargetKind::KinesisStream,
        name: name.to_owned(),
    }
}

fn document(name: &str, streams: &[&str]) -> Value {
    json!({
        "name": name,
        "targets": {"kind": "kinesis-stream", "names": streams},
        "bounds": {"min": 1, "max": 64},
        "rules": [{"track": {"metric": "read_utilization", "target": 0.5}}],
        "guards": {"scale_in": {"cooldown": "5m", "stabilization": "0s"}}
    })
}

/// The world of a test.
struct World {
    store: MemoryStore,
    targets: FakeTargets,
    metrics: FakeMetrics,
}

type Ports<'a> = Evaluator<&'a FakeMetrics, &'a FakeTargets, &'a FakeTargets, MemoryStore>;

impl World {
    fn new(store: MemoryStore, streams: &[&str]) -> Self {
        let targets = FakeTargets::default();
        for name in streams {
            targets.set(&stream(name), 4, Readiness::Ready);
        }
        let world = Self {
            store,
            targets,
            metrics: FakeMetrics::default(),
        };
        world.utilization(4, 0.5);
        world
    }

    fn of_one() -> Self {
        Self::new(
            MemoryStore::default().with_policy(document("p", &["a"])),
            &["a"],
        )
    }

    /// Reads that use this much of so many shards.
    fn utilization(&self, shards: u32, utilization: f64) {
        let bytes = f64::from(shards) * 2.0 * 1_048_576.0 * 60.0 * utilization;
        self.metrics.set("GetRecords.Bytes", bytes);
    }

    fn ports(&self) -> Ports<'_> {
        Evaluator {
            metrics: &self.metrics,
            targets: &self.targets,
            actuator: &self.targets,
            store: self.store.clone(),
        }
    }

    async fn tick(&self, minute: i64) -> TickReport {
        self.ports()
            .tick(TargetKind::KinesisStream, at(minute), &PLENTY)
            .await
            .unwrap()
    }

    fn record(&self, name: &str) -> Record {
        self.store.memory(&stream(name)).unwrap().record.unwrap()
    }
}

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

fn world_of_three() -> World {
    let store = MemoryStore::default().with_policy(document("p", &["a", "b", "c"]));
    let world = World::new(store, &["a", "b", "c"]);
    world.utilization(4, 1.0);
    world
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
async fn members_are_looked_at_only_when_a_scale_in_hangs_on_them() {
    let mut policy = document("p", &["a"]);
    policy["guards"]["billing"] = json!({"period": "1h", "used": "50m"});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    let asked = |world: &World| world.targets.members.lock().unwrap().1;
    world.tick(0).await;
    assert_eq!(asked(&world), 0);
    world.utilization(4, 0.25);
    world.tick(1).await;
    assert_eq!(asked(&world), 1);
    let held = "hold 4 because read_utilization 25 % is below its target of 50 %, which asks for 2; \
                billing 4: nobody has looked since when they are paid";
    assert_eq!(world.record("a").sentence(), held);
    let shard = |id: &str| Member {
        id: id.to_owned(),
        group: None,
        since: Some(at(-50)),
        stage: Stage::Serving,
        work: Work::Unknown,
        protected: false,
        series: Vec::new(),
    };
    world.targets.members.lock().unwrap().0 = Some(vec![shard("s-1"), shard("s-2")]);
    world.tick(2).await;
    assert_eq!(world.targets.asked(), [2]);
    let Outcome::Decided { decision, .. } = world.record("a").outcome else {
        panic!("there was no decision");
    };
    assert_eq!(decision.victims, ["s-1", "s-2"]);
}

#[tokio::test]
async fn members_that_cannot_be_looked_at_hold_and_are_a_problem_of_the_record() {
    let mut policy = document("p", &["a"]);
    policy["guards"]["idle"] = json!({});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    world.utilization(4, 0.25);
    *world.targets.members_error.lock().unwrap() =
        Some(failing("ListInstances", Failure::Throttled));
    assert_eq!(world.tick(0).await.held, 1);
    assert_eq!(
        world.record("a").problems,
        ["ListInstances: as the test wants it"]
    );
}

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
