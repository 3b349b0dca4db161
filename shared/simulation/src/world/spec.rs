//! The description of a world, as it is read from JSON.

mod cluster;
mod stream;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use cluster::ClusterSpec;
pub use stream::StreamSpec;

use crate::{account::AccountSpec, cluster::Cluster, load::LoadError, noise, stream::Stream};

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
    /// What the service allows the account.
    #[serde(default)]
    pub account: AccountSpec,
    /// The streams.
    #[serde(default)]
    pub streams: Vec<StreamSpec>,
    /// The clusters.
    #[serde(default)]
    pub clusters: Vec<ClusterSpec>,
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
