//! Shards that are not read up to their end: each at its own speed, children after their parents.

use super::{Consumer, Layout, Read, Reading, SHARD_READ_BYTES, Shard};

impl Consumer {
    pub(super) fn catch_up(&mut self, second: i64, can: f64, sum: &mut Read) {
        // A consumer that wants more than the limit while it is behind is refused the rest.
        let refused = f64::from(u8::from(self.bytes_per_shard >= SHARD_READ_BYTES));
        let mut done = Vec::new();
        for (number, reading) in &mut self.behind {
            reading.waits_for.retain(|parent| !done.contains(parent));
            reading.read = Read::default();
            reading.backlog.forget_before(second - self.retention);
            if !reading.waits_for.is_empty() {
                continue;
            }
            let bytes = reading.backlog.take(can);
            let age = reading.backlog.age(second);
            reading.read = Read {
                bytes,
                records: bytes / self.record_bytes,
                age_milliseconds: age.unwrap_or(0.0) * 1000.0,
                throttled: age.map_or(0.0, |_| refused),
            };
            sum.add(reading.read);
            if age.is_none() {
                done.push(*number);
            }
        }
        for reading in self.behind.values_mut() {
            reading.waits_for.retain(|parent| !done.contains(parent));
        }
        for number in done {
            self.behind.remove(&number);
        }
    }

    /// After a reshard: shards that have been closed are still read, those that hold the same keys
    /// after them.
    pub(super) fn follow(&mut self, layout: &Layout) {
        if std::mem::replace(&mut self.layout, layout.next_number()) == layout.next_number() {
            return;
        }
        for reading in self.behind.values_mut() {
            if let Some(shard) = layout.shard(reading.shard.number) {
                reading.shard.closed = shard.closed;
            }
        }
        let closed: Vec<Shard> = (self.behind.values())
            .filter(|reading| reading.shard.closed.is_some())
            .map(|reading| reading.shard.clone())
            .collect();
        for shard in layout.open_shards() {
            let before = closed.iter().filter(|parent| parent.overlaps(shard));
            let waits_for: Vec<u64> = before.map(|parent| parent.number).collect();
            if !waits_for.is_empty() {
                let reading = self.behind.entry(shard.number);
                reading.or_insert_with(|| Reading::of(shard)).waits_for = waits_for;
            }
        }
    }
}
