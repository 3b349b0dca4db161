use super::*;
use crate::{
    World, WorldSpec,
    load::{Demand, StreamLoadSpec},
    world::StreamSpec,
};

const MIB: f64 = SHARD_WRITE_BYTES;
const NAME: &str = "clicks";

/// A world at 0 with one stream that gets so many bytes and records a second.
fn world(spec: StreamSpec, bytes: f64, records: f64) -> World {
    let load = StreamLoadSpec::Constant(Demand { bytes, records });
    let spec = WorldSpec {
        history_minutes: 0,
        streams: vec![StreamSpec { load, ..spec }],
        ..WorldSpec::default()
    };
    World::new(spec, 0).unwrap()
}

fn provisioned(shards: u32) -> StreamSpec {
    StreamSpec::idle(NAME, shards, Mode::Provisioned)
}

fn stream(world: &World) -> &Stream {
    &world.streams()[NAME]
}

fn sum(world: &World, metric: StreamMetric, from: i64) -> f64 {
    let points = stream(world).datapoints(metric, from, from + 60, 60);
    points.first().map_or(f64::NAN, |(_, point)| point.sum)
}

fn state(world: &World) -> (StreamStatus, u32) {
    (stream(world).status(), stream(world).layout().open())
}

#[test]
fn writes_above_the_limits_of_the_shards_are_rejected() {
    let mut world = world(provisioned(2), 4.0 * MIB, 1000.0);
    world.advance_to(180);
    let sum = |metric| sum(&world, metric, 0);
    assert_eq!(sum(StreamMetric::IncomingBytes), 60.0 * 2.0 * MIB);
    assert_eq!(sum(StreamMetric::IncomingRecords), 60.0 * 500.0);
    let rejected = sum(StreamMetric::WriteProvisionedThroughputExceeded);
    assert_eq!(rejected, 60.0 * 500.0);
}

#[test]
fn records_are_limited_as_bytes_are() {
    let mut world = world(provisioned(1), 100_000.0, 2000.0);
    world.advance_to(180);
    assert_eq!(sum(&world, StreamMetric::IncomingRecords, 0), 60_000.0);
}

#[test]
fn the_old_layout_serves_while_updating() {
    let mut world = world(provisioned(2), 4.0 * MIB, 1000.0);
    world.reshard(NAME, &Reshard::Update(4)).unwrap();
    world.advance_to(20);
    assert_eq!(state(&world), (StreamStatus::Updating, 2));
    let again = world.reshard(NAME, &Reshard::Update(3));
    assert_eq!(again, Err(Refused::NotActive(StreamStatus::Updating)));
    world.advance_to(600);
    assert_eq!(state(&world), (StreamStatus::Active, 4));
    let rejected = StreamMetric::WriteProvisionedThroughputExceeded;
    assert_eq!(sum(&world, rejected, 300), 0.0);
}

#[test]
fn a_split_relieves_its_own_range_alone() {
    let mut world = world(provisioned(2), 4.0 * MIB, 1000.0);
    let (shard, key) = (Shard::id_of(0), 1 << 126);
    world.reshard(NAME, &Reshard::Split { shard, key }).unwrap();
    world.advance_to(29);
    assert_eq!(state(&world), (StreamStatus::Updating, 2));
    world.advance_to(300);
    assert_eq!(state(&world), (StreamStatus::Active, 3));
    assert_eq!(sum(&world, StreamMetric::IncomingBytes, 120), 180.0 * MIB);
}

#[test]
fn closed_shards_are_kept_as_long_as_their_records() {
    let mut world = world(provisioned(2), 0.0, 0.0);
    world.reshard(NAME, &Reshard::Update(4)).unwrap();
    world.advance_to(86_400);
    assert_eq!(stream(&world).layout().shards().count(), 6);
    world.advance_to(86_500);
    assert_eq!(stream(&world).layout().shards().count(), 4);
}

#[test]
fn an_idle_stream_emits_no_datapoint() {
    let mut world = world(provisioned(2), 0.0, 0.0);
    world.advance_to(600);
    let silent = |metric| stream(&world).datapoints(metric, 0, 600, 60).is_empty();
    assert!(StreamMetric::ALL.into_iter().all(silent));
}

#[test]
fn a_shard_has_metrics_while_they_are_enabled_and_it_has_traffic() {
    let spec = StreamSpec {
        keys: serde_json::from_str(r#"{"hot": {"share": 1.0, "hash_key": "0"}}"#).unwrap(),
        ..provisioned(2)
    };
    let mut world = world(spec, MIB, 500.0);
    world.advance_to(600);
    let metrics = ShardMetrics::from([ShardMetric::IncomingBytes]);
    world.monitor_shards(NAME, metrics).unwrap();
    world.advance_to(1210);
    world.monitor_shards(NAME, ShardMetrics::new()).unwrap();
    world.advance_to(3600);
    let points = |shard, metric| {
        let points = stream(&world).shard_datapoints(&Shard::id_of(shard), metric, (0, 3600), 60);
        points.iter().map(|(at, _)| *at).collect::<Vec<_>>()
    };
    // Ten seconds after it was asked for, until ten seconds after it was asked for no more.
    let minutes: Vec<i64> = (600..1220).step_by(60).collect();
    assert_eq!(points(0, ShardMetric::IncomingBytes), minutes);
    assert!(points(0, ShardMetric::IncomingRecords).is_empty());
    assert!(points(1, ShardMetric::IncomingBytes).is_empty());
}

#[test]
fn a_stream_is_seen_as_it_was() {
    let mut world = world(provisioned(2), 0.0, 0.0);
    world.advance_to(100);
    world.reshard(NAME, &Reshard::Update(4)).unwrap();
    world.advance_to(200);
    let seen = |ago| {
        (
            stream(&world).seen(ago).status,
            stream(&world).seen(ago).open().count(),
        )
    };
    assert_eq!(seen(0), (StreamStatus::Active, 4));
    assert_eq!(seen(90), (StreamStatus::Updating, 2));
    assert_eq!(seen(101), (StreamStatus::Active, 2));
}
