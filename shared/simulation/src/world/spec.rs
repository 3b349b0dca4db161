//! The description of a world, as it is read from JSON.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    cluster::{Build, Cluster},
    load::{Arrivals, ClusterLoadSpec, LoadError, StreamLoad, StreamLoadSpec},
    noise,
    stream::{Consumer, Mode, SHARD_READ_BYTES, Stream, reshard::MOST_SHARDS},
};

/// A world to be built.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldSpec {
    /// When the world begins and recordings with it; without one, whoever builds it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// What chance is drawn from.
    #[serde(default)]
    pub seed: u64,
    /// Minutes that are simulated before the beginning, so that metrics have a past.
    #[serde(default = "an_hour")]
    pub history_minutes: u32,
    /// The streams.
    #[serde(default)]
    pub streams: Vec<StreamSpec>,
    /// The clusters.
    #[serde(default)]
    pub clusters: Vec<ClusterSpec>,
}

/// A stream to be built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamSpec {
    /// Its name.
    pub name: String,
    /// Its open shards at the beginning, 1 to 10,000.
    pub shards: u32,
    /// How capacity is provided.
    #[serde(default)]
    pub mode: Mode,
    /// What is written to it.
    pub load: StreamLoadSpec,
    /// Bytes per second that its consumer wants of each shard; 2 MiB if left out.
    #[serde(default = "read_limit")]
    pub consumer_bytes_per_second_per_shard: f64,
}

/// A cluster to be built; its master is one node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterSpec {
    /// Its id, `j-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// CORE nodes at the beginning; at least 1.
    pub core: u32,
    /// TASK nodes at the beginning.
    #[serde(default)]
    pub task: u32,
    /// Containers that a node holds.
    #[serde(default = "four")]
    pub slots: u32,
    /// Memory of a container, in MiB.
    #[serde(default = "four_gib")]
    pub slot_mb: u32,
    /// Shortest and longest time that a new node needs, in seconds.
    #[serde(default = "minutes_to_come")]
    pub provisioning_seconds: (i64, i64),
    /// What arrives at it.
    pub load: ClusterLoadSpec,
}

/// Why a description cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{target}: {fault}")]
pub struct SpecError {
    /// The stream or cluster.
    pub target: String,
    /// What is wrong with it.
    pub fault: String,
}

type Built = (BTreeMap<String, Stream>, BTreeMap<String, Cluster>);

impl WorldSpec {
    /// The streams and clusters at `begins`; recordings begin at `origin`.
    pub(crate) fn build(&self, origin: i64, begins: i64) -> Result<Built, SpecError> {
        let mut streams = BTreeMap::new();
        for spec in &self.streams {
            let built = spec.build(noise::seed_for(self.seed, &spec.name), origin, begins);
            let stream = built.map_err(|fault| SpecError::new(&spec.name, fault))?;
            if streams.insert(spec.name.clone(), stream).is_some() {
                return Err(SpecError::new(&spec.name, "there are two of that name"));
            }
        }
        let mut clusters = BTreeMap::new();
        for spec in &self.clusters {
            let built = spec.build(noise::seed_for(self.seed, &spec.id), origin, begins);
            let cluster = built.map_err(|fault| SpecError::new(&spec.id, fault))?;
            if clusters.insert(spec.id.clone(), cluster).is_some() {
                return Err(SpecError::new(&spec.id, "there are two of that id"));
            }
        }
        Ok((streams, clusters))
    }
}

impl StreamSpec {
    fn build(&self, seed: u64, origin: i64, begins: i64) -> Result<Stream, String> {
        if !(1..=MOST_SHARDS).contains(&self.shards) {
            return Err(format!(
                "shards must be between 1 and {MOST_SHARDS}, not {}",
                self.shards
            ));
        }
        let wanted = self.consumer_bytes_per_second_per_shard;
        if !(wanted.is_finite() && wanted >= 0.0) {
            return Err("consumer_bytes_per_second_per_shard must be at least 0".to_owned());
        }
        let load = StreamLoad::new(&self.load, seed, origin).map_err(in_load)?;
        Ok(Stream::new(
            self.mode,
            self.shards,
            load,
            Consumer::new(wanted),
            begins,
        ))
    }
}

impl ClusterSpec {
    fn build(&self, seed: u64, origin: i64, begins: i64) -> Result<Cluster, String> {
        if self.core == 0 || self.slots == 0 {
            return Err("core and slots must be at least 1".to_owned());
        }
        let (shortest, longest) = self.provisioning_seconds;
        if shortest < 0 || longest < shortest {
            return Err("provisioning_seconds must be the shortest and the longest".to_owned());
        }
        let build = Build {
            core: self.core,
            task: self.task,
            slots: self.slots,
            slot_mb: self.slot_mb,
            provisioning_seconds: self.provisioning_seconds,
        };
        let load = Arrivals::new(&self.load, seed, origin).map_err(in_load)?;
        Ok(Cluster::new(build, load, seed, begins))
    }
}

impl SpecError {
    fn new(target: &str, fault: impl Into<String>) -> Self {
        Self {
            target: target.to_owned(),
            fault: fault.into(),
        }
    }
}

fn in_load(error: LoadError) -> String {
    format!("load: {error}")
}

fn an_hour() -> u32 {
    60
}

fn read_limit() -> f64 {
    SHARD_READ_BYTES
}

fn four() -> u32 {
    4
}

fn four_gib() -> u32 {
    4096
}

fn minutes_to_come() -> (i64, i64) {
    (240, 360)
}
