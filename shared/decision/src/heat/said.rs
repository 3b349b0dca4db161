//! What a record says about single shards.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Heat, Hot, HotKey, Phase};

/// What is known of single shards, of a stream of which anything is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The stream rejects though it has headroom; its shards are watched.
    Suspected,
    /// A shard gets more than its part.
    HotShard(Hot),
    /// A single key gets more than a shard takes: no split helps.
    HotKey(HotKey),
    /// No shard is hot.
    Even,
}

impl Said {
    #[must_use]
    pub fn of(heat: &Heat) -> Option<Self> {
        let hot_key = heat.hot_keys.last().copied().map(Self::HotKey);
        match (heat.phase, heat.hottest) {
            (Phase::Watching { .. }, Some(hot)) if hot_key.is_none() => Some(Self::HotShard(hot)),
            (Phase::Watching { quiet_since, .. }, _) => {
                let even = if quiet_since.is_some() {
                    Self::Even
                } else {
                    Self::Suspected
                };
                Some(hot_key.unwrap_or(even))
            }
            (Phase::Calm | Phase::Resting { .. }, _) => hot_key,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suspected => f.write_str(
                "writes are rejected though the stream has headroom, so its shards are watched",
            ),
            Self::HotShard(Hot { first, load, .. }) => write!(
                f,
                "the shard that begins with the hash key {first} is hot: {:.0} % of what it takes",
                100.0 * load
            ),
            Self::HotKey(HotKey { first, end, .. }) => write!(
                f,
                "a single key between the hash keys {first} and {end} is hot: no split relieves \
                 it, its writers have to spread it"
            ),
            Self::Even => f.write_str("single shards are watched, and none is hot"),
        }
    }
}
