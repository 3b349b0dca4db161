//! Who reads a stream: one application that keeps up with each shard as far as it can, and reads
//! a shard only when it has read what its parents hold.

mod backlog;
mod catch_up;

use std::collections::BTreeMap;

use super::{Layout, SHARD_READ_BYTES, Shard};
use backlog::Backlog;

/// A consumer that reads every shard at its own speed, at most at the shard's limit.
#[derive(Clone, Debug)]
pub struct Consumer {
    bytes_per_shard: f64,
    /// For how long records are kept, in seconds.
    retention: i64,
    /// Shards that are not read up to their end, by number.
    behind: BTreeMap<u64, Reading>,
    /// The layout that `behind` follows.
    layout: u64,
    /// Bytes of a mean record, to tell how many records were read.
    record_bytes: f64,
}

/// A shard that is not read up to its end.
#[derive(Clone, Debug)]
struct Reading {
    shard: Shard,
    backlog: Backlog,
    /// Parents that are to be read before it.
    waits_for: Vec<u64>,
    /// What was read in this second.
    read: Read,
}

/// What was read in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Read {
    pub(crate) bytes: f64,
    pub(crate) records: f64,
    /// Age of the oldest unread record, in milliseconds; 0 when all has been read.
    pub(crate) age_milliseconds: f64,
    /// Reads that a shard refused.
    pub(crate) throttled: f64,
}

impl Default for Consumer {
    /// One that reads as fast as a shard allows, of a stream that keeps records for a day.
    fn default() -> Self {
        Self::new(SHARD_READ_BYTES, 86_400)
    }
}

impl Consumer {
    /// A consumer that wants to read this many bytes per second from each shard, of a stream that
    /// keeps records for so many seconds.
    #[must_use]
    pub fn new(bytes_per_second_per_shard: f64, retention: i64) -> Self {
        Self {
            bytes_per_shard: bytes_per_second_per_shard,
            retention,
            behind: BTreeMap::new(),
            layout: 0,
            record_bytes: 1.0,
        }
    }

    /// From now on it wants this many bytes per second from each shard.
    pub(crate) fn set_speed(&mut self, bytes_per_second_per_shard: f64) {
        self.bytes_per_shard = bytes_per_second_per_shard;
    }

    /// What it wants of each shard, in bytes per second.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.bytes_per_shard
    }

    /// Bytes that have been written and not read.
    #[must_use]
    pub fn unread_bytes(&self) -> f64 {
        let behind = self.behind.values();
        behind.map(|reading| reading.backlog.bytes()).sum()
    }

    /// Closed shards that have not been read to their end.
    #[must_use]
    pub fn undrained(&self) -> usize {
        let behind = self.behind.values();
        behind
            .filter(|reading| reading.shard.closed.is_some())
            .count()
    }

    /// Reads a second: what was just written to each open shard, and what was left before it.
    /// `written` says the bytes by the shard's place, `all` those of the stream, `most` those of
    /// the shard that has most.
    pub(crate) fn read(
        &mut self,
        second: i64,
        layout: &Layout,
        written: impl Fn(usize) -> f64,
        (all, most): (f64, f64),
    ) -> Read {
        let can = self.bytes_per_shard.min(SHARD_READ_BYTES);
        if self.behind.is_empty() && most <= can {
            self.layout = layout.next_number();
            return self.all_of(all);
        }
        self.follow(layout);
        let mut sum = Read::default();
        for (place, shard) in layout.open_shards().iter().enumerate() {
            let bytes = written(place);
            match self.behind.get_mut(&shard.number) {
                Some(reading) => reading.backlog.add(second, bytes),
                None if bytes <= can => sum.add(self.all_of(bytes)),
                None => {
                    let mut reading = Reading::of(shard);
                    reading.backlog.add(second, bytes);
                    self.behind.insert(shard.number, reading);
                }
            }
        }
        self.catch_up(second, can, &mut sum);
        sum
    }

    /// What was read of an open shard in this second, if `written` bytes came to it.
    pub(crate) fn read_of(&self, shard: u64, written: f64) -> Read {
        match self.behind.get(&shard) {
            Some(reading) => reading.read,
            None => self.all_of(written),
        }
    }

    /// What was read of closed shards in this second.
    pub(crate) fn read_of_closed(&self) -> impl Iterator<Item = (u64, Read)> {
        let closed = |reading: &&Reading| reading.shard.closed.is_some();
        let behind = self.behind.values().filter(closed);
        behind.map(|reading| (reading.shard.number, reading.read))
    }

    /// Tells how large records are.
    pub(crate) fn set_record_bytes(&mut self, bytes: f64) {
        self.record_bytes = bytes;
    }

    fn all_of(&self, bytes: f64) -> Read {
        Read {
            bytes,
            records: bytes / self.record_bytes,
            ..Read::default()
        }
    }
}

impl Reading {
    fn of(shard: &Shard) -> Self {
        Self {
            shard: shard.clone(),
            backlog: Backlog::default(),
            waits_for: Vec::new(),
            read: Read::default(),
        }
    }
}

impl Read {
    fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.records += other.records;
        self.age_milliseconds = self.age_milliseconds.max(other.age_milliseconds);
        self.throttled += other.throttled;
    }
}

#[cfg(test)]
mod tests;
