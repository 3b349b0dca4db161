//! Who reads a stream: one application that keeps up as far as it can, and falls behind otherwise.

use std::collections::VecDeque;

use super::SHARD_READ_BYTES;

/// A consumer that reads every shard at its own speed, at most at the shard's limit.
///
/// What is unread is kept for the stream as a whole: shards are alike, and a reshard does not
/// change how old the oldest unread record is.
#[derive(Clone, Debug)]
pub struct Consumer {
    bytes_per_shard: f64,
    /// Unread bytes by the second they were written in, oldest first.
    unread: VecDeque<(i64, f64)>,
}

/// What was read in a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) bytes: f64,
    /// Age of the oldest unread record, in milliseconds; 0 when all has been read.
    pub(crate) age_milliseconds: f64,
    /// Reads that a shard refused.
    pub(crate) throttled: f64,
}

impl Default for Consumer {
    /// One that reads as fast as a shard allows.
    fn default() -> Self {
        Self::new(SHARD_READ_BYTES)
    }
}

impl Consumer {
    /// A consumer that wants to read this many bytes per second from each shard.
    #[must_use]
    pub fn new(bytes_per_second_per_shard: f64) -> Self {
        Self {
            bytes_per_shard: bytes_per_second_per_shard,
            unread: VecDeque::new(),
        }
    }

    /// Reads a second: what was just written, and what was left before it.
    pub(crate) fn read(&mut self, second: i64, written: f64, shards: u32) -> Read {
        let shards = f64::from(shards);
        let wants = self.bytes_per_shard * shards;
        let mut can = self.bytes_per_shard.min(SHARD_READ_BYTES) * shards;
        if self.unread.is_empty() && written <= can {
            return Read {
                bytes: written,
                age_milliseconds: 0.0,
                throttled: 0.0,
            };
        }
        if written > 0.0 {
            self.unread.push_back((second, written));
        }
        let mut read = 0.0;
        while let Some((_, left)) = self.unread.front_mut() {
            let part = left.min(can);
            *left -= part;
            can -= part;
            read += part;
            if *left > 0.0 {
                break;
            }
            self.unread.pop_front();
        }
        let behind = self
            .unread
            .front()
            .map(|(written_at, _)| second - written_at);
        // A consumer that wants more than the limit while it is behind is refused the rest.
        let throttled = if behind.is_some() && wants >= SHARD_READ_BYTES * shards {
            shards
        } else {
            0.0
        };
        Read {
            bytes: read,
            age_milliseconds: behind.map_or(0.0, |seconds| seconds as f64 * 1000.0),
            throttled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consumer_slower_than_the_writes_falls_behind_and_catches_up() {
        let mut consumer = Consumer::new(50.0);
        for second in 0..100 {
            consumer.read(second, 100.0, 1);
        }
        let behind = consumer.read(100, 0.0, 1);
        assert_eq!((behind.bytes, behind.age_milliseconds), (50.0, 50_000.0));
        for second in 101..200 {
            consumer.read(second, 0.0, 1);
        }
        assert_eq!(
            consumer.read(200, 10.0, 1),
            Read {
                bytes: 10.0,
                age_milliseconds: 0.0,
                throttled: 0.0
            }
        );
    }

    #[test]
    fn more_shards_are_read_faster() {
        let mut consumer = Consumer::new(50.0);
        assert_eq!(consumer.read(0, 100.0, 2).bytes, 100.0);
    }
}
