//! What an evaluation sees of the replay, and what it can do to it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use decision::{Capacity, Policy, Readiness, TargetId, reshard::Operation};
use evaluation::{
    Actuator, Completeness, Examined, Failure, Fetched, MetricSource, MetricWindow, OpenShard,
    PortError, Query, Status, TargetSource,
};
use jiff::Timestamp;

use crate::stream::{Asked, Refused, Stream};

const SHARD_BYTES: f64 = 1_048_576.0;
/// Half of what a shard takes: bytes are what counts.
const SHARD_RECORDS: f64 = 500.0;
const MINUTE: f64 = 60.0;

/// The world at a time, in seconds since 1970.
#[derive(Debug)]
pub(crate) struct World(Mutex<State>);

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) now: i64,
    pub(crate) stream: Stream,
    /// What was accepted and rejected of each minute that is over, in shards.
    pub(crate) minutes: Vec<(f64, f64)>,
    /// What was accepted since this was last taken.
    pub(crate) asked: Vec<Asked>,
    pub(crate) refused: Vec<Refused>,
    /// How many series were asked for.
    pub(crate) metrics: u32,
}

impl World {
    pub(crate) fn new(stream: Stream) -> Self {
        Self(Mutex::new(State {
            now: 0,
            stream,
            minutes: Vec::new(),
            asked: Vec::new(),
            refused: Vec::new(),
            metrics: 0,
        }))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status(&self) -> Status {
        let state = self.state();
        let layout = state.stream.layout();
        Status {
            capacity: Capacity(layout.strength()),
            open: Capacity(layout.shards()),
            fixed: Capacity(0),
            readiness: if state.stream.is_updating() {
                Readiness::Changing
            } else {
                Readiness::Ready
            },
        }
    }

    fn act(
        &self,
        operation: &'static str,
        act: impl FnOnce(&mut Stream, i64) -> Result<Asked, Refused>,
    ) -> Result<(), PortError> {
        let mut state = self.state();
        let now = state.now;
        match act(&mut state.stream, now) {
            Ok(asked) => {
                state.asked.push(asked);
                Ok(())
            }
            Err(refused) => {
                state.refused.push(refused);
                Err(PortError {
                    operation,
                    failure: Failure::Refused,
                    message: refused.to_string(),
                })
            }
        }
    }
}

impl TargetSource for &World {
    async fn describe(&self, _target: &TargetId) -> Result<Status, PortError> {
        Ok(self.status())
    }

    async fn examine(&self, _target: &TargetId) -> Result<Examined, PortError> {
        let status = self.status();
        let state = self.state();
        let firsts = state.stream.layout().firsts().iter();
        let shards = firsts.map(|first| OpenShard {
            id: String::new(),
            first: *first,
        });
        let shards = shards.collect();
        Ok(Examined {
            status,
            shards,
            shard_metrics: Vec::new(),
        })
    }
}

impl Actuator for &World {
    async fn scale_to(
        &self,
        _target: &TargetId,
        _status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        self.act("UpdateShardCount", |stream, now| {
            stream.update(desired.0, now)
        })?;
        Ok(desired)
    }

    async fn operate(
        &self,
        _target: &TargetId,
        _examined: &Examined,
        operation: Operation,
    ) -> Result<(), PortError> {
        self.act("SplitShard", |stream, now| stream.operate(operation, now))
    }
}

impl MetricSource for &World {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let mut state = self.state();
        let asked = u32::try_from(queries.len()).unwrap_or(u32::MAX);
        state.metrics = state.metrics.saturating_add(asked);
        let over = i64::try_from(state.minutes.len()).unwrap_or(i64::MAX);
        let minute = |at: Timestamp| at.as_second().div_euclid(60).clamp(0, over);
        let (from, to) = (minute(window.from), minute(window.to));
        let fetched = |query: &Query| {
            let value = |(accepted, rejected): (f64, f64)| match query.source.name {
                "IncomingBytes" => Some(accepted * SHARD_BYTES * MINUTE),
                "IncomingRecords" => Some(accepted * SHARD_RECORDS * MINUTE),
                "WriteProvisionedThroughputExceeded" => Some(rejected * SHARD_RECORDS * MINUTE),
                _ => None,
            };
            let points = (from..to).filter_map(|minute| {
                let place = usize::try_from(minute).ok()?;
                let at = Timestamp::from_second(minute * 60).ok()?;
                Some((at, value(*state.minutes.get(place)?)?))
            });
            Fetched {
                points: points.collect(),
                completeness: Completeness::Complete,
            }
        };
        Ok(queries.iter().map(fetched).collect())
    }
}
