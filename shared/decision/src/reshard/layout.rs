//! How a stream's hash keys are divided among its open shards.

use std::fmt;

use super::Operation;

/// A hash key: Kinesis hashes partition keys with MD5 to 128 bits.
pub type HashKey = u128;

/// Boundaries that are closer than this part of a shard are the same, and shards that are wider by
/// it are as wide: the service rounds where it divides evenly, and a cut made by hand is not where
/// it would be.
pub(super) const SLACK: HashKey = 4_096;

/// The open shards, by the first hash key of each, ascending; the first is 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Layout {
    firsts: Vec<HashKey>,
}

impl Layout {
    /// `shards` (at least 1) shards of the same width, as UpdateShardCount makes them.
    #[must_use]
    pub fn uniform(shards: u32) -> Self {
        let firsts = (0..shards.max(1)).map(|place| part(place, shards.max(1)));
        Self {
            firsts: firsts.collect(),
        }
    }

    /// The layout of shards that begin at these hash keys, in any order; `None` when they leave
    /// keys out or two of them begin at the same.
    #[must_use]
    pub fn of(mut firsts: Vec<HashKey>) -> Option<Self> {
        firsts.sort_unstable();
        let distinct = firsts.is_sorted_by(|one, next| one < next);
        (firsts.first() == Some(&0) && distinct).then_some(Self { firsts })
    }

    /// How many shards there are; at least 1.
    #[must_use]
    pub fn shards(&self) -> u32 {
        u32::try_from(self.firsts.len()).unwrap_or(u32::MAX)
    }

    /// The first hash key of each shard, ascending.
    #[must_use]
    pub fn firsts(&self) -> &[HashKey] {
        &self.firsts
    }

    /// The number of hash keys that each shard has, in their order.
    pub fn keys(&self) -> impl Iterator<Item = HashKey> + '_ {
        // The last key counts for none: the number of all keys does not fit.
        let ends = self.firsts.iter().skip(1).copied();
        let ends = ends.chain(std::iter::once(HashKey::MAX));
        self.firsts.iter().zip(ends).map(|(first, end)| end - first)
    }

    /// The share of all hash keys that each shard has, in their order; together 1.
    pub fn widths(&self) -> impl Iterator<Item = f64> + '_ {
        self.keys().map(share)
    }

    /// How many equal shards would be as strong: the widest shard is the first that overflows.
    #[must_use]
    pub fn strength(&self) -> u32 {
        let widest = self.keys().max().unwrap_or(HashKey::MAX);
        let equal = HashKey::MAX / (widest - widest / SLACK).max(1);
        u32::try_from(equal)
            .unwrap_or(u32::MAX)
            .clamp(1, self.shards())
    }

    /// After an operation.
    #[must_use]
    pub fn with(self, operation: Operation) -> Self {
        match operation {
            Operation::Split { at } => self.split(at),
            Operation::Merge { at } => self.merged(at),
        }
    }

    /// With the shard in which `at` lies split there.
    #[must_use]
    pub fn split(mut self, at: HashKey) -> Self {
        if let Err(place) = self.firsts.binary_search(&at) {
            self.firsts.insert(place, at);
        }
        self
    }

    /// With the two shards that meet at `at` merged.
    #[must_use]
    pub fn merged(mut self, at: HashKey) -> Self {
        if at != 0
            && let Ok(place) = self.firsts.binary_search(&at)
        {
            self.firsts.remove(place);
        }
        self
    }
}

/// Where the shard of this place begins when all keys are divided into `parts` equal ones.
pub(crate) fn part(place: u32, parts: u32) -> HashKey {
    // place × 2^128 ÷ parts without leaving 128 bits: whole parts, and what is left over.
    let (place, parts) = (HashKey::from(place), HashKey::from(parts));
    if parts <= 1 {
        return 0;
    }
    let whole = HashKey::MAX / parts;
    let left = HashKey::MAX % parts + 1;
    place * whole + place * left / parts
}

/// A number of hash keys as a share of all.
pub(super) fn share(keys: HashKey) -> f64 {
    // Exact enough: 53 of the 128 bits.
    keys as f64 / 2.0_f64.powi(128)
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.widths()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_layout_has_equal_shards_and_leaves_nothing_out() {
        for shards in [1, 2, 3, 7, 48, 10_000] {
            let layout = Layout::uniform(shards);
            assert_eq!((layout.shards(), layout.firsts()[0]), (shards, 0));
            let even = 1.0 / f64::from(shards);
            assert!(
                layout
                    .widths()
                    .all(|width| (width / even - 1.0).abs() < 1e-9)
            );
            assert!((layout.widths().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_stream_is_as_strong_as_its_widest_shard() {
        for shards in [1, 2, 3, 7, 48, 10_000] {
            assert_eq!(Layout::uniform(shards).strength(), shards);
        }
        let layout = Layout::uniform(4);
        let cut = layout.clone().split(layout.firsts()[1] / 2);
        assert_eq!((cut.shards(), cut.strength()), (5, 4));
        let merged = layout.clone().merged(layout.firsts()[1]);
        assert_eq!((merged.shards(), merged.strength()), (3, 2));
    }

    #[test]
    fn a_split_and_a_merge_undo_each_other() {
        let layout = Layout::uniform(4);
        let at = layout.firsts()[2] + 12_345;
        let split = layout.clone().split(at);
        assert_eq!(split.shards(), 5);
        assert_eq!(split.merged(at), layout);
        assert_eq!(layout.clone().merged(0), layout);
    }

    #[test]
    fn shards_that_leave_keys_out_or_overlap_are_no_layout() {
        assert!(Layout::of(vec![]).is_none());
        assert!(Layout::of(vec![1, 5]).is_none());
        assert!(Layout::of(vec![0, 5, 5]).is_none());
        assert_eq!(
            Layout::of(vec![5, 0]).map(|layout| layout.shards()),
            Some(2)
        );
    }
}
