//! The description of a world, as it is read from JSON.

mod cluster;
mod consumer;
mod stream;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use cluster::ClusterSpec;
pub use consumer::{MappingSpec, ServiceSpec};
pub use stream::StreamSpec;

use crate::{
    account::AccountSpec, cluster::Cluster, load::LoadError, mapping::Mapping, noise,
    service::Service, stream::Stream,
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
    /// What the service allows the account.
    #[serde(default)]
    pub account: AccountSpec,
    /// The streams.
    #[serde(default)]
    pub streams: Vec<StreamSpec>,
    /// The clusters.
    #[serde(default)]
    pub clusters: Vec<ClusterSpec>,
    /// The ECS services.
    #[serde(default)]
    pub services: Vec<ServiceSpec>,
    /// The event source mappings.
    #[serde(default)]
    pub mappings: Vec<MappingSpec>,
}

/// Why a description cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{target}: {fault}")]
pub struct SpecError {
    /// The stream, cluster, service or mapping.
    pub target: String,
    /// What is wrong with it.
    pub fault: String,
}

/// What a world is made of, each by what it is known by.
#[derive(Clone, Debug, Default)]
pub(super) struct Built {
    pub(super) streams: BTreeMap<String, Stream>,
    pub(super) clusters: BTreeMap<String, Cluster>,
    pub(super) services: BTreeMap<String, Service>,
    pub(super) mappings: BTreeMap<String, Mapping>,
}

impl WorldSpec {
    /// Everything as it is at `begins`; recordings begin at `origin`.
    pub(super) fn build(&self, origin: i64, begins: i64) -> Result<Built, SpecError> {
        let mut built = Built::default();
        for spec in &self.streams {
            let stream = spec.build(noise::seed_for(self.seed, &spec.name), origin, begins);
            place(&mut built.streams, &spec.name, stream)?;
        }
        for spec in &self.clusters {
            let cluster = spec.build(noise::seed_for(self.seed, &spec.id), origin, begins);
            place(&mut built.clusters, &spec.id, cluster)?;
        }
        for spec in &self.services {
            place(&mut built.services, &spec.id(), Ok(spec.build(begins)))?;
        }
        for spec in &self.mappings {
            place(&mut built.mappings, &spec.uuid, spec.build(begins))?;
        }
        Ok(built)
    }
}

fn place<T>(
    all: &mut BTreeMap<String, T>,
    id: &str,
    built: Result<T, String>,
) -> Result<(), SpecError> {
    let built = built.map_err(|fault| SpecError::new(id, fault))?;
    match all.insert(id.to_owned(), built) {
        Some(_) => Err(SpecError::new(id, "there are two of that name")),
        None => Ok(()),
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
