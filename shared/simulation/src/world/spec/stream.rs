//! The description of a stream.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::in_load;
use crate::{
    load::{Demand, StreamLoad, StreamLoadSpec},
    stream::{
        Consumer, KeySpec, Keys, Layout, Mode, Parts, Rejected, SHARD_READ_BYTES, ShardMetric,
        Stream, change::MOST_SHARDS,
    },
};

/// A stream to be built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamSpec {
    /// Its name.
    pub name: String,
    /// Its open shards at the beginning, 1 to 10,000.
    pub shards: u32,
    /// Where its shards begin, besides at 0: hash keys in decimal, ascending, one fewer than
    /// there are shards. Uniform ranges if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<String>,
    /// How capacity is provided.
    #[serde(default)]
    pub mode: Mode,
    /// What is written to it.
    pub load: StreamLoadSpec,
    /// Which keys that falls on.
    #[serde(default)]
    pub keys: KeySpec,
    /// What becomes of writes that a shard rejects.
    #[serde(default)]
    pub rejected: Rejected,
    /// Bytes per second that its consumer wants of each shard; 2 MiB if left out.
    #[serde(default = "read_limit")]
    pub consumer_bytes_per_second_per_shard: f64,
    /// For how long its records are kept, 24 to 8,760 hours.
    #[serde(default = "a_day")]
    pub retention_hours: u32,
    /// The metrics of shards that are enabled at the beginning, by CloudWatch's names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shard_metrics: Vec<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

impl StreamSpec {
    /// A stream with these shards and nothing written to it.
    #[must_use]
    pub fn idle(name: &str, shards: u32, mode: Mode) -> Self {
        Self {
            name: name.to_owned(),
            shards,
            cuts: Vec::new(),
            mode,
            load: StreamLoadSpec::Constant(Demand::default()),
            keys: KeySpec::default(),
            rejected: Rejected::default(),
            consumer_bytes_per_second_per_shard: read_limit(),
            retention_hours: a_day(),
            shard_metrics: Vec::new(),
            tags: BTreeMap::new(),
        }
    }

    pub(crate) fn build(&self, seed: u64, origin: i64, begins: i64) -> Result<Stream, String> {
        let wanted = self.consumer_bytes_per_second_per_shard;
        if !(wanted.is_finite() && wanted >= 0.0) {
            return Err("consumer_bytes_per_second_per_shard must be at least 0".to_owned());
        }
        if !(24..=8760).contains(&self.retention_hours) {
            return Err("retention_hours must be between 24 and 8760".to_owned());
        }
        let metric = |name: &String| {
            ShardMetric::named(name).ok_or_else(|| format!("shard_metrics: there is no {name}"))
        };
        let parts = Parts {
            mode: self.mode,
            layout: self.layout(begins)?,
            load: StreamLoad::new(&self.load, seed, origin).map_err(in_load)?,
            keys: Keys::new(&self.keys, seed)?,
            rejected: self.rejected,
            consumer: Consumer::new(wanted, i64::from(self.retention_hours) * 3600),
            retention_hours: self.retention_hours,
            monitoring: self
                .shard_metrics
                .iter()
                .map(metric)
                .collect::<Result<_, _>>()?,
            tags: self.tags.clone(),
            seed,
        };
        Ok(Stream::new(parts, begins))
    }

    fn layout(&self, begins: i64) -> Result<Layout, String> {
        let shards = self.shards;
        if !(1..=MOST_SHARDS).contains(&shards) {
            return Err(format!(
                "shards must be between 1 and {MOST_SHARDS}, not {shards}"
            ));
        }
        if self.cuts.is_empty() {
            return Ok(Layout::uniform(shards, begins));
        }
        let key =
            |cut: &String| (cut.parse()).map_err(|_| format!("cuts: `{cut}` is not a hash key"));
        let cuts = self
            .cuts
            .iter()
            .map(key)
            .collect::<Result<Vec<u128>, _>>()?;
        let ascend = cuts.first() > Some(&0) && cuts.is_sorted_by(|one, next| one < next);
        if !ascend || cuts.len() + 1 != shards as usize {
            return Err("cuts must ascend, and be one fewer than the shards".to_owned());
        }
        Ok(Layout::with_cuts(&cuts, begins))
    }
}

fn read_limit() -> f64 {
    SHARD_READ_BYTES
}

fn a_day() -> u32 {
    24
}
