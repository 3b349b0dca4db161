//! A Kinesis data stream under load: what its shards accept, what its consumer reads, and how it
//! is resharded.

pub mod consumer;
pub mod layout;
pub mod metric;
pub mod reshard;

use serde::{Deserialize, Serialize};

pub use consumer::Consumer;
pub use layout::{Layout, Shard};
pub use metric::StreamMetric;
pub use reshard::ReshardError;

use crate::{
    load::{Demand, LoadError, StreamLoad},
    metrics::{Datapoint, History},
};
use reshard::Reshard;

/// Bytes that a shard takes in a second: 1 MiB.
pub const SHARD_WRITE_BYTES: f64 = 1_048_576.0;
/// Records that a shard takes in a second.
pub const SHARD_WRITE_RECORDS: f64 = 1000.0;
/// Bytes that a shard gives in a second: 2 MiB.
pub const SHARD_READ_BYTES: f64 = 2_097_152.0;

/// How a stream's capacity is provided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// Shards are asked for.
    #[default]
    Provisioned,
    /// The service sees to it; here writes are never rejected.
    OnDemand,
}

/// Whether a stream can be changed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StreamStatus {
    /// It can.
    Active,
    /// It is being resharded.
    Updating,
}

/// One stream. Keys are uniform: a shard gets the part of the load that its hash key range is of
/// the whole.
#[derive(Clone, Debug)]
pub struct Stream {
    mode: Mode,
    load: StreamLoad,
    layout: Layout,
    reshard: Reshard,
    consumer: Consumer,
    history: History<{ StreamMetric::COUNT }>,
    created: i64,
    now: i64,
}

impl Stream {
    /// A stream of `shards` uniform shards at `now` (seconds since the epoch).
    #[must_use]
    pub fn new(mode: Mode, shards: u32, load: StreamLoad, consumer: Consumer, now: i64) -> Self {
        Self {
            mode,
            load,
            layout: Layout::uniform(shards, now),
            reshard: Reshard::default(),
            consumer,
            history: History::new(60),
            created: now,
            now,
        }
    }

    /// Simulates up to `now` (seconds since the epoch); a time that has passed changes nothing.
    pub fn advance_to(&mut self, now: i64) {
        while self.now < now {
            if let Some(target) = self.reshard.arrived(self.now) {
                self.layout.become_uniform(target, self.now);
            }
            self.step();
            self.now += 1;
        }
        if let Some(target) = self.reshard.arrived(self.now) {
            self.layout.become_uniform(target, self.now);
        }
        self.history.advance_to(self.now);
    }

    fn step(&mut self) {
        let demand = self.load.at(self.now);
        let accepted = match self.mode {
            Mode::Provisioned => self.layout.accepts(demand),
            Mode::OnDemand => demand,
        };
        let read = self
            .consumer
            .read(self.now, accepted.bytes, self.layout.open());
        if demand.is_idle() && read.bytes <= 0.0 {
            return; // an idle stream emits nothing at all
        }
        let rejected = (demand.records - accepted.records).max(0.0);
        self.history.record(
            self.now,
            [
                accepted.bytes,
                accepted.records,
                rejected,
                read.bytes,
                read.age_milliseconds,
                read.throttled,
            ],
        );
        if self.now % 60 == 59 {
            self.history.advance_to(self.now + 1);
        }
    }

    /// Begins to reshard to `target` uniform shards.
    ///
    /// # Errors
    /// [`ReshardError`] for what the service refuses: a stream that is not provisioned or not
    /// active, a count it does not allow, more than ten accepted calls in 24 hours.
    pub fn update_shard_count(&mut self, target: i64) -> Result<u32, ReshardError> {
        if self.mode == Mode::OnDemand {
            return Err(ReshardError::OnDemand);
        }
        self.reshard.begin(self.layout.open(), target, self.now)
    }

    /// Replaces the load from now on; `None` goes back to the described one.
    ///
    /// # Errors
    /// [`LoadError`] when a rate is negative or not a number.
    pub fn set_override(&mut self, step: Option<Demand>) -> Result<(), LoadError> {
        self.load.set_override(step)
    }

    /// The override in force.
    #[must_use]
    pub fn override_in_force(&self) -> Option<Demand> {
        self.load.override_in_force()
    }

    /// The demand of the present second.
    pub fn demand(&mut self) -> Demand {
        self.load.at(self.now)
    }

    /// The shards, open and closed.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether the stream can be changed now.
    #[must_use]
    pub fn status(&self) -> StreamStatus {
        if self.reshard.under_way() {
            StreamStatus::Updating
        } else {
            StreamStatus::Active
        }
    }

    /// How capacity is provided.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// When the stream was made, in seconds since the epoch.
    #[must_use]
    pub fn created(&self) -> i64 {
        self.created
    }

    /// Calls that the service would still accept in the present 24 hours.
    #[must_use]
    pub fn calls_left(&self) -> usize {
        self.reshard.calls_left(self.now)
    }

    /// What CloudWatch shows now of a metric: datapoints that begin in `from..to` (seconds since
    /// the epoch), oldest first, in periods of `period` seconds, at least 60.
    #[must_use]
    pub fn datapoints(
        &self,
        metric: StreamMetric,
        from: i64,
        to: i64,
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        self.history.datapoints(metric.place(), from, to, period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::StreamLoadSpec;

    const MIB: f64 = SHARD_WRITE_BYTES;

    fn stream(shards: u32, bytes: f64, records: f64) -> Stream {
        let load =
            StreamLoad::new(&StreamLoadSpec::Constant(Demand { bytes, records }), 1, 0).unwrap();
        Stream::new(Mode::Provisioned, shards, load, Consumer::default(), 0)
    }

    fn sum(stream: &Stream, metric: StreamMetric) -> f64 {
        stream.datapoints(metric, 0, 60, 60)[0].1.sum
    }

    #[test]
    fn writes_above_the_limits_of_the_shards_are_rejected() {
        let mut stream = stream(2, 4.0 * MIB, 1000.0);
        stream.advance_to(180);
        assert_eq!(sum(&stream, StreamMetric::IncomingBytes), 60.0 * 2.0 * MIB);
        assert_eq!(sum(&stream, StreamMetric::IncomingRecords), 60.0 * 500.0);
        assert_eq!(
            sum(&stream, StreamMetric::WriteProvisionedThroughputExceeded),
            60.0 * 500.0
        );
    }

    #[test]
    fn records_are_limited_as_bytes_are() {
        let mut stream = stream(1, 100_000.0, 2000.0);
        stream.advance_to(180);
        assert_eq!(sum(&stream, StreamMetric::IncomingRecords), 60.0 * 1000.0);
    }

    #[test]
    fn the_old_layout_serves_while_updating() {
        let mut stream = stream(2, 4.0 * MIB, 1000.0);
        stream.update_shard_count(4).unwrap();
        stream.advance_to(20);
        assert_eq!(
            (stream.status(), stream.layout().open()),
            (StreamStatus::Updating, 2)
        );
        assert_eq!(stream.update_shard_count(3), Err(ReshardError::InUse));
        stream.advance_to(600);
        assert_eq!(
            (stream.status(), stream.layout().open()),
            (StreamStatus::Active, 4)
        );
        let later = stream.datapoints(
            StreamMetric::WriteProvisionedThroughputExceeded,
            300,
            360,
            60,
        );
        assert_eq!(later[0].1.sum, 0.0);
    }

    #[test]
    fn an_idle_stream_emits_no_datapoint() {
        let mut stream = stream(2, 0.0, 0.0);
        stream.advance_to(600);
        assert!(
            StreamMetric::ALL
                .iter()
                .all(|metric| stream.datapoints(*metric, 0, 600, 60).is_empty())
        );
    }

    #[test]
    fn an_on_demand_stream_is_not_resharded() {
        let load = StreamLoad::new(&StreamLoadSpec::Constant(Demand::default()), 1, 0).unwrap();
        let mut stream = Stream::new(Mode::OnDemand, 4, load, Consumer::default(), 0);
        assert_eq!(stream.update_shard_count(8), Err(ReshardError::OnDemand));
    }
}
