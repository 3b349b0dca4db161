//! The shards of a stream: ranges of hash keys that cover all of them, and their lineage.

mod reshape;

use std::collections::VecDeque;

use super::shard::Shard;

/// All shards of a stream: the open ones, and the closed ones that are still kept.
#[derive(Clone, Debug)]
pub struct Layout {
    closed: VecDeque<Shard>,
    /// By their range; together they cover all keys.
    open: Vec<Shard>,
    next: u64,
}

impl Layout {
    /// `shards` (at least 1) equal ranges.
    #[must_use]
    pub fn uniform(shards: u32, now: i64) -> Self {
        Self::with_cuts(&uniform_cuts(shards), now)
    }

    /// Ranges that begin at these keys, besides the one that begins at 0. They ascend.
    #[must_use]
    pub fn with_cuts(cuts: &[u128], now: i64) -> Self {
        let mut layout = Self {
            closed: VecDeque::new(),
            open: Vec::new(),
            next: 0,
        };
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let ends = cuts.iter().map(|cut| cut - 1).chain([u128::MAX]);
        for (first_key, last_key) in starts.zip(ends) {
            let shard = layout.new_shard(first_key, last_key, now);
            layout.open.push(shard);
        }
        layout
    }

    /// How many shards are open.
    #[must_use]
    pub fn open(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    /// The open shards, by their range.
    #[must_use]
    pub fn open_shards(&self) -> &[Shard] {
        &self.open
    }

    /// The open shard with a number.
    #[must_use]
    pub fn open_shard(&self, number: u64) -> Option<&Shard> {
        self.open.iter().find(|shard| shard.number == number)
    }

    /// The shard with a number, open or closed.
    #[must_use]
    pub fn shard(&self, number: u64) -> Option<&Shard> {
        self.shards().find(|shard| shard.number == number)
    }

    /// Closed shards whose records are still kept, then the open ones.
    pub fn shards(&self) -> impl Iterator<Item = &Shard> {
        self.closed.iter().chain(&self.open)
    }

    /// The number that the next shard will have: it changes when the layout does.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.next
    }

    /// Forgets the shards that were closed before a time: their records are kept no longer.
    pub(crate) fn forget_closed_before(&mut self, time: i64) {
        while (self.closed.front()).is_some_and(|shard| shard.closed.is_some_and(|at| at < time)) {
            self.closed.pop_front();
        }
    }

    fn new_shard(&mut self, first_key: u128, last_key: u128, now: i64) -> Shard {
        let number = self.next;
        self.next += 1;
        Shard {
            number,
            first_key,
            last_key,
            parent: None,
            adjacent_parent: None,
            opened: now,
            closed: None,
        }
    }
}

/// Where `shards` (at least 1) equal ranges begin, besides at 0.
pub(crate) fn uniform_cuts(shards: u32) -> Vec<u128> {
    let shards = u128::from(shards.max(1));
    // 2^128 / shards, rounded down; with one shard it does not fit, and is not used.
    let width = u128::MAX / shards + u128::from(shards > 1 && u128::MAX % shards == shards - 1);
    (1..shards).map(|index| width * index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_equal_and_leave_no_gap() {
        for shards in [1, 2, 3, 4, 7, 1000] {
            let layout = Layout::uniform(shards, 0);
            let open = layout.open_shards();
            assert_eq!(
                (open[0].first_key, open.last().unwrap().last_key),
                (0, u128::MAX)
            );
            assert!(
                open.windows(2)
                    .all(|pair| pair[0].last_key + 1 == pair[1].first_key)
            );
        }
        let quarter = Layout::uniform(4, 0).open_shards()[0].last_key;
        assert_eq!(quarter, 85_070_591_730_234_615_865_843_651_857_942_052_863);
    }

    #[test]
    fn widths_add_up_to_all_keys() {
        let layout = Layout::with_cuts(&[1 << 100, 3 << 126], 0);
        let all: f64 = layout.open_shards().iter().map(Shard::width).sum();
        assert!((all - 1.0).abs() < 1e-12);
        assert_eq!(layout.open_shards()[2].width(), 0.25);
    }
}
