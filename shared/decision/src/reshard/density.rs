//! How a stream's load is spread over its hash keys, as far as its shards have shown it.

use serde::{Deserialize, Serialize};

use super::{HashKey, Layout, layout::share};

/// Ranges whose load is within this share of the mean are as loaded as the mean: a difference of
/// one minute to the next is no difference.
const EVEN: f64 = 0.25;
/// No range is taken to get less than this share of the mean: what is quiet may wake up.
const LEAST: f64 = 0.1;
/// The most ranges that are kept; the most alike neighbours become one.
const MOST: usize = 64;

/// The load by hash key: ranges that cover all keys, each with how many times the mean load it
/// gets. The shares of all ranges together are 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Density {
    /// By their first hash keys, ascending; the first is 0.
    ranges: Vec<Range>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Range {
    #[serde(with = "super::hash_key")]
    first: HashKey,
    /// Its share of the load ÷ its share of the hash keys.
    times: f64,
}

impl Default for Density {
    fn default() -> Self {
        Self {
            ranges: vec![Range {
                first: 0,
                times: 1.0,
            }],
        }
    }
}

impl Density {
    /// What is known after `layout` was seen with these loads, one for each shard: each range has
    /// the load of its shard; within a shard it is spread as it was known to be before.
    #[must_use]
    pub fn with(&self, layout: &Layout, loads: &[f64]) -> Self {
        let all: f64 = loads.iter().sum();
        if loads.len() != layout.firsts().len() || !(all.is_finite() && 0.0 < all) {
            return self.clone();
        }
        let ends = layout.firsts().iter().skip(1).copied();
        let shards = layout
            .firsts()
            .iter()
            .zip(ends.chain(std::iter::once(HashKey::MAX)));
        let mut ranges = Vec::new();
        for ((first, end), load) in shards.zip(loads) {
            let before = self.between(*first, end);
            let was: f64 = before.iter().map(Piece::load).sum();
            ranges.extend(before.into_iter().map(|piece| Range {
                first: piece.first,
                times: piece.times * load / all / was,
            }));
        }
        Self { ranges }.evened().shortened().of_one()
    }

    /// The share of the load that falls on the keys before `key`.
    #[must_use]
    pub fn before(&self, key: HashKey) -> f64 {
        self.between(0, key).iter().map(Piece::load).sum()
    }

    /// The key before which this share of the load falls.
    #[must_use]
    pub fn key_at(&self, part: f64) -> HashKey {
        let mut left = part;
        for piece in self.between(0, HashKey::MAX) {
            if left <= piece.load() {
                let keys = (left / piece.load()).clamp(0.0, 1.0) * piece.keys() as f64;
                // A key is as good as its neighbour, and a float as near as it gets.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 2^128"
                )]
                return piece.first.saturating_add(keys as HashKey);
            }
            left -= piece.load();
        }
        HashKey::MAX
    }

    /// The density in which each of these ranges of keys, from its first to before its end, gets
    /// at most the share `most` of the load.
    #[must_use]
    pub fn with_at_most(
        &self,
        most: f64,
        within: impl Iterator<Item = (HashKey, HashKey)>,
    ) -> Self {
        let mut density = self.clone();
        for (first, end) in within {
            let load = density.before(end) - density.before(first);
            if load <= most || 1.0 <= most {
                continue;
            }
            // What is left of it is `most` of what is then left of all.
            let part = most * (1.0 - load) / ((1.0 - most) * load);
            let mut ranges: Vec<Range> = Vec::new();
            for (from, to, part) in [
                (0, first, 1.0),
                (first, end, part),
                (end, HashKey::MAX, 1.0),
            ] {
                let pieces = density.between(from, to).into_iter();
                ranges.extend(pieces.map(|piece| Range {
                    first: piece.first,
                    times: piece.times * part,
                }));
            }
            density = Self { ranges }.of_one();
        }
        density
    }

    /// The pieces of ranges between two keys.
    fn between(&self, from: HashKey, to: HashKey) -> Vec<Piece> {
        let ends = self.ranges.iter().skip(1).map(|range| range.first);
        let ends = ends.chain(std::iter::once(HashKey::MAX));
        let pieces = self.ranges.iter().zip(ends).map(|(range, end)| Piece {
            first: range.first.max(from),
            end: end.min(to),
            times: range.times,
        });
        pieces.filter(|piece| piece.first < piece.end).collect()
    }

    /// What differs little from the mean does not differ.
    fn evened(mut self) -> Self {
        for range in &mut self.ranges {
            if (range.times - 1.0).abs() <= EVEN {
                range.times = 1.0;
            }
            range.times = range.times.max(LEAST);
        }
        self.ranges
            .dedup_by(|next, range| next.times == range.times);
        self
    }

    fn shortened(mut self) -> Self {
        while MOST < self.ranges.len() {
            let pairs = self.ranges.iter().zip(self.ranges.iter().skip(1));
            let apart = pairs.map(|(one, next)| (one.times - next.times).abs());
            let alike = apart
                .enumerate()
                .min_by(|(_, one), (_, other)| one.total_cmp(other));
            let Some((place, _)) = alike else { break };
            let end = self
                .ranges
                .get(place + 2)
                .map_or(HashKey::MAX, |range| range.first);
            let Some(one) = self.ranges.get(place).copied() else {
                break;
            };
            let pieces = self.between(one.first, end);
            let load: f64 = pieces.iter().map(Piece::load).sum();
            let times = load / share(end - one.first);
            self.ranges.remove(place + 1);
            if let Some(range) = self.ranges.get_mut(place) {
                range.times = times;
            }
        }
        self
    }

    /// With all shares together 1.
    fn of_one(mut self) -> Self {
        let all = self.before(HashKey::MAX);
        for range in &mut self.ranges {
            range.times /= all;
        }
        self
    }
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    first: HashKey,
    end: HashKey,
    times: f64,
}

impl Piece {
    fn keys(&self) -> HashKey {
        self.end - self.first
    }

    fn load(&self) -> f64 {
        share(self.keys()) * self.times
    }
}

#[cfg(test)]
mod tests;
