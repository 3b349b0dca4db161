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
    /// The minutes that are over.
    pub(crate) minutes: Vec<Over>,
    /// What was accepted since this was last taken.
    pub(crate) asked: Vec<Asked>,
    pub(crate) refused: Vec<Refused>,
    /// How many series were asked for.
    pub(crate) metrics: u32,
}

/// A minute that is over, in shards.
#[derive(Debug)]
pub(crate) struct Over {
    pub(crate) begun: Timestamp,
    pub(crate) accepted: f64,
    pub(crate) rejected: f64,
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

/// Nobody sends it.
fn nothing() -> Fetched {
    Fetched {
        points: Vec::new(),
        completeness: Completeness::Complete,
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
        let minute = |at: Timestamp| {
            let minute = usize::try_from(at.as_second().div_euclid(60)).unwrap_or_default();
            minute.min(state.minutes.len())
        };
        let (from, to) = (minute(window.from), minute(window.to));
        let minutes = state.minutes.get(from..to).unwrap_or_default();
        let fetched = |query: &Query| {
            let value: fn(&Over) -> f64 = match query.source.name {
                "IncomingBytes" => |minute| minute.accepted * SHARD_BYTES * MINUTE,
                "IncomingRecords" => |minute| minute.accepted * SHARD_RECORDS * MINUTE,
                "WriteProvisionedThroughputExceeded" => {
                    |minute| minute.rejected * SHARD_RECORDS * MINUTE
                }
                _ => return nothing(),
            };
            Fetched {
                points: minutes
                    .iter()
                    .map(|minute| (minute.begun, value(minute)))
                    .collect(),
                completeness: Completeness::Complete,
            }
        };
        Ok(queries.iter().map(fetched).collect())
    }
}
