use super::*;
use crate::{
    load::{Demand, StreamLoadSpec},
    stream::{Mode, Refused, Reshard, SHARD_WRITE_BYTES as MIB, StreamStatus},
};

const NAME: &str = "clicks";

/// A world at 0 with one stream that gets so many bytes and records a second.
fn with_stream(spec: StreamSpec, bytes: f64, records: f64) -> World {
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

fn state(world: &World) -> (StreamStatus, u32) {
    (stream(world).status(), stream(world).layout().open())
}

#[test]
fn the_eleventh_call_of_a_rolling_day_is_refused_and_splits_go_on() {
    let mut world = with_stream(provisioned(2), 0.0, 0.0);
    for call in 0..10 {
        world.advance_to(call * 3600);
        let target = if call % 2 == 0 { 4 } else { 2 };
        world.reshard(NAME, &Reshard::Update(target)).unwrap();
    }
    world.advance_to(86_340);
    assert_eq!(stream(&world).calls_left(), 0);
    let eleventh = world.reshard(NAME, &Reshard::Update(4));
    assert_eq!(eleventh, Err(Refused::CallsPerDay));
    let shard = stream(&world).layout().open_shards()[0].id();
    let split = Reshard::Split {
        shard,
        key: 1 << 100,
    };
    assert_eq!(world.reshard(NAME, &split), Ok(()));
    world.advance_to(86_400);
    assert_eq!(stream(&world).calls_left(), 1);
    assert_eq!(world.reshard(NAME, &Reshard::Update(4)), Ok(()));
}

#[test]
fn an_account_has_so_many_shards_in_all() {
    let spec = WorldSpec {
        account: AccountSpec {
            shard_limit: 5,
            ..AccountSpec::default()
        },
        streams: vec![
            provisioned(3),
            StreamSpec::idle("other", 1, Mode::Provisioned),
        ],
        ..WorldSpec::default()
    };
    let mut world = World::new(spec, 0).unwrap();
    let refused = world.reshard(NAME, &Reshard::Update(5));
    assert_eq!(refused, Err(Refused::ShardLimit(5)));
    assert_eq!(world.reshard(NAME, &Reshard::Update(4)), Ok(()));
}

#[test]
fn an_on_demand_stream_is_not_resharded_and_grows_by_itself() {
    let spec = StreamSpec::idle(NAME, 4, Mode::OnDemand);
    let mut world = with_stream(spec, 3.0 * MIB, 1000.0);
    let refused = world.reshard(NAME, &Reshard::Update(8));
    assert_eq!(refused, Err(Refused::OnDemand));
    world.advance_to(3600);
    assert_eq!(state(&world), (StreamStatus::Active, 6));
}

#[test]
fn a_mode_is_switched_twice_a_day() {
    let mut world = with_stream(provisioned(2), 0.0, 0.0);
    for (hour, mode) in [(0, Mode::OnDemand), (1, Mode::Provisioned)] {
        world.advance_to(hour * 3600);
        world.switch_mode(NAME, mode, None).unwrap();
        assert_eq!(stream(&world).status(), StreamStatus::Updating);
    }
    world.advance_to(7200);
    assert_eq!(stream(&world).mode(), Mode::Provisioned);
    let third = world.switch_mode(NAME, Mode::OnDemand, None);
    assert_eq!(third, Err(Refused::SwitchesPerDay));
}

#[test]
fn a_stream_that_is_deleted_is_gone_after_a_while() {
    let mut world = with_stream(provisioned(2), 0.0, 0.0);
    world
        .create_stream(&StreamSpec::idle("new", 1, Mode::Provisioned))
        .unwrap();
    assert_eq!(world.streams()["new"].status(), StreamStatus::Creating);
    let exists = world.create_stream(&provisioned(1));
    assert_eq!(exists, Err(Refused::Exists));
    world.advance_to(60);
    assert_eq!(world.streams()["new"].status(), StreamStatus::Active);
    world.delete_stream("new").unwrap();
    assert_eq!(world.streams()["new"].status(), StreamStatus::Deleting);
    world.advance_to(120);
    assert_eq!(world.delete_stream("new"), Err(Refused::NoStream));
}
