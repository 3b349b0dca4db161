//! The stream, the table and everything that is drawn.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use decision::{TargetId, TargetKind, reshard::Layout};
use evaluation::{Memory, StateStore, fakes::MemoryStore};
use jiff::Timestamp;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use simulation::{
    World as Kinesis, WorldSpec,
    load::Demand,
    stream::{KeySpec, Mode, SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS, Stream},
    world::StreamSpec,
};

use crate::{somebody::Somebody, weather::Weather, witness::Witness};

pub(crate) const STREAM: &str = "stream";
/// 2026-03-02, a Monday, in seconds since the epoch.
pub(crate) const BEGIN: i64 = 1_772_409_600;

pub(crate) struct World {
    state: Mutex<State>,
    pub(crate) table: MemoryStore,
}

pub(crate) struct State {
    pub(crate) kinesis: Kinesis,
    pub(crate) chance: StdRng,
    pub(crate) weather: Weather,
    pub(crate) somebody: Somebody,
    pub(crate) witness: Witness,
    /// Until when the metrics count that were fetched at an event, by its time; in seconds since
    /// 1970.
    pub(crate) sights: BTreeMap<i64, i64>,
    /// Bytes or records fill a shard; the other fills as much of it as this.
    other_limit: f64,
}

pub(crate) fn target() -> TargetId {
    TargetId {
        kind: TargetKind::KinesisStream,
        name: STREAM.to_owned(),
    }
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

impl World {
    pub(crate) fn drawn(seed: u64, policy: Value) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let jitter = chance.random_range(0.0..0.2);
        let stream = StreamSpec {
            keys: KeySpec {
                jitter,
                ..KeySpec::default()
            },
            ..StreamSpec::idle(STREAM, chance.random_range(1..60), Mode::Provisioned)
        };
        let spec = WorldSpec {
            seed,
            history_minutes: 0,
            streams: vec![stream],
            ..WorldSpec::default()
        };
        let state = State {
            kinesis: Kinesis::new(spec, BEGIN).unwrap(),
            weather: Weather::drawn(&mut chance),
            somebody: Somebody::default(),
            witness: Witness::default(),
            sights: BTreeMap::new(),
            other_limit: chance.random(),
            chance,
        };
        Self {
            state: Mutex::new(state),
            table: MemoryStore::default().with_policy(policy),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn memory(&self) -> Memory {
        self.table.memory(&target()).unwrap_or_default()
    }

    /// The version of the memory in the table.
    pub(crate) async fn version(&self) -> u64 {
        let remembered = self.table.remembered(TargetKind::KinesisStream).await;
        remembered.unwrap().first().map_or(0, |one| one.version)
    }
}

impl State {
    pub(crate) fn stream(&self) -> &Stream {
        &self.kinesis.streams()[STREAM]
    }

    /// Seconds since the epoch.
    pub(crate) fn now(&self) -> i64 {
        self.kinesis.now()
    }

    /// From now on so many shards' worth is written.
    pub(crate) fn write(&mut self, shards: f64) {
        let demand = Demand {
            bytes: shards * SHARD_WRITE_BYTES,
            records: shards * SHARD_WRITE_RECORDS * self.other_limit,
        };
        let stream = self.kinesis.stream_mut(STREAM).unwrap();
        stream.set_override(Some(demand)).unwrap();
    }

    /// How the open shards divide the hash keys.
    pub(crate) fn layout(&self) -> Layout {
        let open = self.stream().layout().open_shards();
        Layout::of(open.iter().map(|shard| shard.first_key).collect()).unwrap()
    }
}
