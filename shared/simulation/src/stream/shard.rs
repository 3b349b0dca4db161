//! One shard: a range of hash keys for a span of time.

/// What stands before the number in a shard's id.
const PREFIX: &str = "shardId-";

/// The hash keys of a stream as a number, to tell which part of them a range is.
const ALL_KEYS: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;

/// One shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Its number, counted up over the life of the stream.
    pub number: u64,
    /// The first hash key of its range.
    pub first_key: u128,
    /// The last hash key of its range.
    pub last_key: u128,
    /// The number of the shard that it came from.
    pub parent: Option<u64>,
    /// The number of the second shard that it came from, if it was merged.
    pub adjacent_parent: Option<u64>,
    /// When it was opened, in seconds since the epoch.
    pub opened: i64,
    /// When it was closed, in seconds since the epoch; `None` while it is open.
    pub closed: Option<i64>,
}

impl Shard {
    /// Its id, such as `shardId-000000000005`.
    #[must_use]
    pub fn id(&self) -> String {
        Self::id_of(self.number)
    }

    /// The id of the shard with a number.
    #[must_use]
    pub fn id_of(number: u64) -> String {
        format!("{PREFIX}{number:012}")
    }

    /// The number in a shard's id.
    #[must_use]
    pub fn number_in(id: &str) -> Option<u64> {
        let number = id.strip_prefix(PREFIX)?.parse().ok()?;
        (Self::id_of(number) == id).then_some(number)
    }

    /// The part of all hash keys that its range is, 0.0 to 1.0.
    #[must_use]
    pub fn width(&self) -> f64 {
        ((self.last_key - self.first_key) as f64 + 1.0) / ALL_KEYS
    }

    /// Whether two ranges have a hash key in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first_key <= other.last_key && self.last_key >= other.first_key
    }

    /// The shard as it was at a time, if it was there.
    #[must_use]
    pub fn seen_at(&self, time: i64) -> Option<Self> {
        let closed = self.closed.filter(|closed| *closed <= time);
        (self.opened <= time).then(|| Self {
            closed,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_prefix_and_twelve_digits() {
        assert_eq!(Shard::number_in(&Shard::id_of(12)), Some(12));
        for wrong in [
            "shardId-12",
            "12",
            "shardId-",
            "abc",
            "shardId-+00000000012",
        ] {
            assert_eq!(Shard::number_in(wrong), None, "{wrong}");
        }
    }
}
