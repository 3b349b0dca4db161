//! Facts about worlds: building, replaying, and what the sandbox's own one needs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use simulation::{
    World, WorldSpec,
    cluster::{ClusterMetric, GroupKind},
    load::{Arrivals, StreamLoad},
    metrics::Datapoint,
    stream::{Reshard, StreamMetric},
};

const START: i64 = 1_774_008_000; // 2026-03-20T12:00:00Z
const HOUR: i64 = 3600;

fn described() -> WorldSpec {
    serde_json::from_str(include_str!("../../../tests/sandbox/world.json")).unwrap()
}

type Metrics = Vec<Vec<(i64, Datapoint)>>;

fn metrics(world: &World) -> Metrics {
    let now = world.now();
    let streams = world.streams().values().flat_map(|stream| {
        StreamMetric::ALL.map(|metric| stream.datapoints(metric, now - 2 * HOUR, now, 60))
    });
    let clusters = world.clusters().values().flat_map(|cluster| {
        ClusterMetric::ALL
            .iter()
            .map(|metric| cluster.datapoints(*metric, now - 2 * HOUR, now, 300))
    });
    streams.chain(clusters).collect()
}

fn act(world: &mut World) -> Metrics {
    world.reshard("clickstream", &Reshard::Update(6)).unwrap();
    world
        .cluster_mut("j-AUXOSANDBOX1")
        .unwrap()
        .resize(GroupKind::Task, 6, None)
        .unwrap();
    world.advance_to(START + HOUR);
    metrics(world)
}

#[test]
fn a_world_replays_identically_after_a_reset() {
    let mut world = World::new(described(), START).unwrap();
    let first = act(&mut world);
    world.reset_to(START).unwrap();
    assert_eq!(world.streams()["clickstream"].layout().open(), 4);
    assert_eq!(act(&mut world), first);
    assert!(first.iter().all(|points| !points.is_empty()));
}

#[test]
fn advancing_at_once_and_by_steps_is_the_same() {
    let mut at_once = World::new(described(), START).unwrap();
    let mut by_steps = at_once.clone();
    at_once.advance_to(START + HOUR);
    for step in 0..=(HOUR / 7) {
        by_steps.advance_to(START + step * 7);
    }
    by_steps.advance_to(START + HOUR);
    assert_eq!(metrics(&at_once), metrics(&by_steps));
}

#[test]
fn a_world_begins_with_a_past() {
    let world = World::new(described(), START).unwrap();
    let stream = &world.streams()["clickstream"];
    let past = stream.datapoints(StreamMetric::IncomingBytes, START - HOUR, START, 60);
    assert_eq!((past.len(), past[0].0), (60, START - HOUR));
}

#[test]
fn what_cannot_be_built_is_named() {
    let spec = |text: &str| serde_json::from_str::<WorldSpec>(text).unwrap();
    let bad = spec(
        r#"{"streams": [{"name": "a", "shards": 1,
            "load": {"recorded": {"csv": "second,bytes,records\n0,x,1"}}}]}"#,
    );
    let error = World::new(bad, START).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a: load: recording: line 2: `x` is not a number of at least 0"
    );
    assert!(serde_json::from_str::<WorldSpec>(r#"{"stream": []}"#).is_err());
}

/// Shards that keep the utilization at 60 %, for each minute of two days.
fn shards_needed() -> Vec<f64> {
    let spec = described();
    let mut load = StreamLoad::new(&spec.streams[0].load, spec.seed, START).unwrap();
    let minutes = 0..2 * 24 * 60;
    minutes
        .map(|minute| (load.at(START + minute * 60).bytes / (0.6 * 1_048_576.0)).ceil())
        .collect()
}

#[test]
fn within_any_six_hours_the_built_in_stream_needs_few_and_many_shards() {
    for window in shards_needed().windows(6 * 60) {
        let least = window.iter().copied().fold(f64::MAX, f64::min);
        let most = window.iter().copied().fold(0.0, f64::max);
        assert!(
            (2.0..=4.0).contains(&least) && (7.0..=13.0).contains(&most),
            "{least} to {most}"
        );
    }
}

#[test]
fn within_any_six_hours_the_built_in_cluster_needs_few_and_many_nodes() {
    let spec = described();
    let mut load = Arrivals::new(&spec.clusters[0].load, spec.seed, START).unwrap();
    let slots: Vec<f64> = (0..24 * 60)
        .map(|minute| load.per_minute(START + minute * 60) * 3.0)
        .collect();
    for window in slots.windows(6 * 60) {
        assert!(
            window.iter().any(|slots| *slots < 8.0),
            "never less than its CORE nodes hold"
        );
        assert!(
            window.iter().any(|slots| *slots > 40.0),
            "never much more than it has"
        );
    }
}
