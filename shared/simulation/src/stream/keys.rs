//! Which keys the demand falls on: how much of it each shard gets.

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::{load::Times, noise};

/// The most keys that a skewed distribution can have: they are all in memory.
const MOST_KEYS: u32 = 1_000_000;

/// The description of a stream's keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeySpec {
    /// How the demand is spread over the hash keys.
    pub distribution: Distribution,
    /// One key with a share of its own.
    pub hot: Option<HotKey>,
    /// How far the load of a shard in a single second strays from its share: the standard
    /// deviation, as a part of it. 0.1 has been measured on real streams; at most 0.28.
    pub jitter: f64,
}

/// How the demand is spread over the hash keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Distribution {
    /// Evenly.
    #[default]
    Uniform,
    /// By Zipf's law: the kth of the keys gets a part that is proportional to 1 ÷ k^exponent.
    Zipf {
        /// How many keys there are, 1 to 1,000,000.
        keys: u32,
        /// 0 is even; 1 is usual.
        exponent: f64,
    },
    /// Evenly, but for a range of hash keys that gets a share of its own, spread evenly over it.
    Range {
        /// Where the range begins and ends, as parts of all hash keys: 0.0 to 1.0.
        from: f64,
        to: f64,
        /// Its part of the demand, 0.0 to 1.0.
        share: f64,
    },
}

/// One hash key with a share of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotKey {
    /// Its part of the demand, 0.0 to 1.0; the rest is spread as described.
    pub share: f64,
    /// The hash key in decimal; drawn by chance if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash_key: Option<String>,
    /// When it is hot; always if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
}

/// Keys, ready to say what a shard gets.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    /// Hash keys in ascending order, each with its part and all parts before it. None: evenly.
    points: Option<Vec<(u128, f64)>>,
    /// A range of hash keys, by parts of all, and its share.
    range: Option<(f64, f64, f64)>,
    hot: Option<(HotKey, u128)>,
    jitter: f64,
    seed: u64,
}

impl Keys {
    /// # Errors
    /// What is wrong with the numbers.
    pub(crate) fn new(spec: &KeySpec, seed: u64) -> Result<Self, String> {
        if !(0.0..=0.28).contains(&spec.jitter) {
            return Err("keys: jitter must be between 0 and 0.28".to_owned());
        }
        let (points, range) = match spec.distribution {
            Distribution::Uniform => (None, None),
            Distribution::Zipf { keys, exponent } => (Some(zipf(keys, exponent, seed)?), None),
            Distribution::Range { from, to, share } => (None, Some(range(from, to, share)?)),
        };
        let hot = match &spec.hot {
            None => None,
            Some(hot) => Some((hot.clone(), hash_key(hot, seed)?)),
        };
        Ok(Self {
            points,
            range,
            hot,
            jitter: spec.jitter,
            seed,
        })
    }

    /// The part of the demand that a shard gets at a minute (minutes since the epoch).
    pub(crate) fn share(&self, shard: &Shard, minute: i64) -> f64 {
        let spread = match &self.points {
            None => match self.range {
                None => shard.width(),
                Some((from, to, share)) => {
                    let part = |key: u128| key as f64 / 2.0_f64.powi(128);
                    let first = part(shard.first_key).max(from);
                    let within = (part(shard.last_key).min(to) - first).max(0.0);
                    shard.width() * (1.0 - share) + share * within / (to - from)
                }
            },
            Some(points) => {
                let up_to = |end: usize| {
                    let last = end.checked_sub(1).and_then(|last| points.get(last));
                    last.map_or(0.0, |(_, parts)| *parts)
                };
                let first = points.partition_point(|(key, _)| *key < shard.first_key);
                let end = points.partition_point(|(key, _)| *key <= shard.last_key);
                up_to(end) - up_to(first)
            }
        };
        match &self.hot {
            Some((hot, key)) if self.is_hot(minute) => {
                let here = (shard.first_key..=shard.last_key).contains(key);
                spread * (1.0 - hot.share) + if here { hot.share } else { 0.0 }
            }
            _ => spread,
        }
    }

    /// Whether the hot key is hot at a minute.
    pub(crate) fn is_hot(&self, minute: i64) -> bool {
        let times = self.hot.as_ref().map(|(hot, _)| hot.times);
        times.is_some_and(|times| times.is_none_or(|times| times.contains(self.seed, minute)))
    }

    /// What the load of a shard in a second is multiplied by; never negative.
    pub(crate) fn jitter(&self, shard: u64, second: i64) -> f64 {
        if self.jitter == 0.0 {
            return 1.0;
        }
        let seed = self.seed ^ shard.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        1.0 + self.jitter * noise::normal(seed, second.cast_unsigned())
    }

    /// The most that [`Self::jitter`] gives.
    pub(crate) fn most_jitter(&self) -> f64 {
        1.0 + self.jitter * noise::MOST_NORMAL
    }
}

fn zipf(keys: u32, exponent: f64, seed: u64) -> Result<Vec<(u128, f64)>, String> {
    if !(1..=MOST_KEYS).contains(&keys) {
        return Err(format!(
            "keys: a stream has 1 to {MOST_KEYS} keys, not {keys}"
        ));
    }
    if !(exponent.is_finite() && exponent >= 0.0) {
        return Err("keys: exponent must be at least 0".to_owned());
    }
    let weight = |rank: u32| f64::from(rank).powf(-exponent);
    let all: f64 = (1..=keys).map(weight).sum();
    let mut points: Vec<_> = (1..=keys)
        .map(|rank| (random_key(seed, u64::from(rank)), weight(rank) / all))
        .collect();
    points.sort_unstable_by_key(|(key, _)| *key);
    let mut parts = 0.0;
    for (_, part) in &mut points {
        parts += *part;
        *part = parts;
    }
    Ok(points)
}

fn range(from: f64, to: f64, share: f64) -> Result<(f64, f64, f64), String> {
    let part = 0.0..=1.0;
    if part.contains(&from) && part.contains(&to) && part.contains(&share) && from < to {
        Ok((from, to, share))
    } else {
        Err("keys: a range has 0 <= from < to <= 1 and a share between 0 and 1".to_owned())
    }
}

fn hash_key(hot: &HotKey, seed: u64) -> Result<u128, String> {
    if !(0.0..=1.0).contains(&hot.share) {
        return Err("keys: the share of a hot key must be between 0 and 1".to_owned());
    }
    if let Some(fault) = hot.times.and_then(Times::fault) {
        return Err(format!("keys: {fault}"));
    }
    match &hot.hash_key {
        None => Ok(random_key(seed, 0)),
        Some(key) => (key.parse()).map_err(|_| format!("keys: `{key}` is not a hash key")),
    }
}

fn random_key(seed: u64, position: u64) -> u128 {
    let half = |salt| u128::from(noise::hash(seed ^ salt, position));
    half(0xC0) << 64 | half(0xC1)
}

#[cfg(test)]
mod tests;
