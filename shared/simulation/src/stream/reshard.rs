//! What UpdateShardCount allows, and how long it takes.

use std::collections::VecDeque;

/// Calls that are accepted in a rolling day.
pub const CALLS_PER_DAY: usize = 10;
/// The most shards that a stream can have.
pub const MOST_SHARDS: u32 = 10_000;

const DAY_SECONDS: i64 = 86_400;
const FIXED_SECONDS: i64 = 30;
const SECONDS_PER_OPERATION: i64 = 4;

/// Why the service refuses to reshard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReshardError {
    /// It is not ACTIVE.
    #[error("the stream is not ACTIVE")]
    InUse,
    /// It is in on-demand mode.
    #[error(
        "UpdateShardCount is only supported for data streams with the provisioned capacity mode"
    )]
    OnDemand,
    /// Fewer than 1 or more than 10,000 shards.
    #[error("the target shard count must be between 1 and 10000, not {0}")]
    OutOfRange(i64),
    /// It has that many already.
    #[error("the stream has {0} open shards already")]
    Unchanged(u32),
    /// More than twice or less than half the open shards.
    #[error("{target} is more than double or less than half of the {open} open shards")]
    Factor {
        /// What was asked for.
        target: u32,
        /// What is open.
        open: u32,
    },
    /// Ten calls in the last 24 hours.
    #[error("the stream has been resharded {CALLS_PER_DAY} times in the last 24 hours")]
    CallsPerDay,
}

/// The reshard under way, and the calls of the last day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reshard {
    calls: VecDeque<i64>,
    under_way: Option<(u32, i64)>,
}

impl Reshard {
    pub(crate) fn begin(&mut self, open: u32, target: i64, now: i64) -> Result<u32, ReshardError> {
        let count = u32::try_from(target)
            .ok()
            .filter(|count| (1..=MOST_SHARDS).contains(count))
            .ok_or(ReshardError::OutOfRange(target))?;
        if self.under_way.is_some() {
            return Err(ReshardError::InUse);
        }
        if count == open {
            return Err(ReshardError::Unchanged(open));
        }
        if count > open.saturating_mul(2) || count < open.div_ceil(2) {
            return Err(ReshardError::Factor {
                target: count,
                open,
            });
        }
        while self
            .calls
            .front()
            .is_some_and(|call| call + DAY_SECONDS <= now)
        {
            self.calls.pop_front();
        }
        if self.calls.len() >= CALLS_PER_DAY {
            return Err(ReshardError::CallsPerDay);
        }
        self.calls.push_back(now);
        self.under_way = Some((count, now + seconds(open, count)));
        Ok(count)
    }

    /// The target of a reshard that has come to its end, once.
    pub(crate) fn arrived(&mut self, now: i64) -> Option<u32> {
        let (target, _) = self.under_way.filter(|(_, ends)| *ends <= now)?;
        self.under_way = None;
        Some(target)
    }

    pub(crate) fn under_way(&self) -> bool {
        self.under_way.is_some()
    }

    pub(crate) fn calls_left(&self, now: i64) -> usize {
        let recent = self
            .calls
            .iter()
            .filter(|call| **call + DAY_SECONDS > now)
            .count();
        CALLS_PER_DAY.saturating_sub(recent)
    }
}

/// A uniform layout of `open` becomes one of `target` by splits and merges; those are done one
/// after the other.
fn seconds(open: u32, target: u32) -> i64 {
    let common = greatest_common_divisor(open, target);
    let operations = i64::from(open - common) + i64::from(target - common);
    FIXED_SECONDS + SECONDS_PER_OPERATION * operations
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_may_double_or_halve_and_no_more() {
        let begin = |open, target| Reshard::default().begin(open, target, 0);
        assert_eq!(begin(5, 10), Ok(10));
        assert_eq!(
            begin(5, 11),
            Err(ReshardError::Factor {
                target: 11,
                open: 5
            })
        );
        assert_eq!(begin(5, 3), Ok(3));
        assert_eq!(
            begin(5, 2),
            Err(ReshardError::Factor { target: 2, open: 5 })
        );
        assert_eq!(begin(5, 5), Err(ReshardError::Unchanged(5)));
        assert_eq!(begin(5, 0), Err(ReshardError::OutOfRange(0)));
        assert_eq!(begin(9000, 10_001), Err(ReshardError::OutOfRange(10_001)));
    }

    #[test]
    fn the_eleventh_call_of_a_rolling_day_is_refused() {
        let mut reshard = Reshard::default();
        for call in 0..10 {
            let now = call * 3600;
            let (open, target) = if call % 2 == 0 { (2, 4) } else { (4, 2) };
            reshard.begin(open, target, now).unwrap();
            assert!(reshard.arrived(now + 3599).is_some());
        }
        assert_eq!(reshard.begin(2, 4, 86_399), Err(ReshardError::CallsPerDay));
        assert_eq!(reshard.calls_left(86_400), 1);
        assert_eq!(reshard.begin(2, 4, 86_400), Ok(4));
    }

    #[test]
    fn touching_more_shards_takes_longer() {
        assert!(seconds(4, 8) < seconds(4, 7));
        assert!(seconds(4, 8) < seconds(40, 80));
        assert!(seconds(1, 2) > 30);
    }
}
