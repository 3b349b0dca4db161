//! A stream second by second, and what CloudWatch holds of it.

use super::{Mode, Shard, ShardMetric, Stream, StreamMetric, writes::Taken};
use crate::metrics::Datapoint;

impl Stream {
    /// Simulates up to `now` (seconds since the epoch); a time that has passed changes nothing.
    pub(crate) fn advance_to(&mut self, now: i64) {
        while self.now < now {
            self.arrive();
            self.step();
            self.now += 1;
        }
        self.arrive();
        self.layout.forget_closed_before(self.kept_since());
        self.history.advance_to(self.now);
        self.monitoring.advance_to(self.now);
    }

    fn step(&mut self) {
        let now = self.now;
        let demand = self.load.at(now);
        let all = self.writes.write(now, demand, &self.layout);
        if demand.records > 0.0 {
            self.consumer
                .set_record_bytes(demand.bytes / demand.records);
        }
        let written = |place| self.writes.taken(place).bytes;
        let sums = (all.bytes, self.writes.most_bytes());
        let read = self.consumer.read(now, &self.layout, written, sums);
        if self.mode == Mode::OnDemand {
            let shards = self.on_demand.shards(now, all.bytes, all.records);
            if shards > self.layout.open() {
                self.layout.become_uniform(shards, now);
            }
        }
        let idle = demand.is_idle() && all.records <= 0.0 && read.bytes <= 0.0;
        if idle && read.age_milliseconds <= 0.0 {
            return; // an idle stream emits nothing at all
        }
        self.history.record(
            now,
            [
                all.bytes,
                all.records,
                all.rejected,
                read.bytes,
                read.age_milliseconds,
                read.throttled,
            ],
        );
        self.record_shards();
        if now % 60 == 59 {
            self.history.advance_to(now + 1);
            self.monitoring.advance_to(now + 1);
        }
    }

    fn record_shards(&mut self) {
        if self.monitoring.enabled().is_empty() {
            return;
        }
        for (place, shard) in self.layout.open_shards().iter().enumerate() {
            let taken = self.writes.taken(place);
            let read = self.consumer.read_of(shard.number, taken.bytes);
            (self.monitoring).record(self.now, shard.number, taken, read);
        }
        for (number, read) in self.consumer.read_of_closed() {
            (self.monitoring).record(self.now, number, Taken::default(), read);
        }
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

    /// What CloudWatch shows now of a shard's metric, as [`Self::datapoints`] does of the stream's:
    /// what was recorded while the metric was enabled.
    #[must_use]
    pub fn shard_datapoints(
        &self,
        shard: &str,
        metric: ShardMetric,
        span: (i64, i64),
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        let number = Shard::number_in(shard);
        let points = |number| self.monitoring.datapoints(number, metric, span, period);
        number.map(points).unwrap_or_default()
    }
}
