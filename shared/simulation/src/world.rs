//! A world of named streams, clusters and what reads streams at a time, built from a description
//! and able to be set back to any moment of it.

mod act;
pub mod spec;

use std::collections::BTreeMap;

use spec::Built;
pub use spec::{ClusterSpec, MappingSpec, ServiceSpec, SpecError, StreamSpec, WorldSpec};

use crate::{
    account::AccountSpec, cluster::Cluster, mapping::Mapping, service::Service, stream::Stream,
};

/// Streams by name, clusters by id, services by cluster and name, mappings by UUID: all at the same
/// time.
#[derive(Clone, Debug)]
pub struct World {
    spec: WorldSpec,
    origin: i64,
    now: i64,
    account: AccountSpec,
    streams: BTreeMap<String, Stream>,
    clusters: BTreeMap<String, Cluster>,
    services: BTreeMap<String, Service>,
    mappings: BTreeMap<String, Mapping>,
}

impl World {
    /// The described world at `now` (seconds since the epoch), the history that the description
    /// asks for behind it. Recordings begin at the description's start, or at `now` without one.
    ///
    /// # Errors
    /// [`SpecError`] when the description cannot be built.
    pub fn new(spec: WorldSpec, now: i64) -> Result<Self, SpecError> {
        let origin = spec.start.map_or(now, jiff::Timestamp::as_second);
        let mut world = Self {
            account: spec.account.clone(),
            spec,
            origin,
            now,
            streams: BTreeMap::new(),
            clusters: BTreeMap::new(),
            services: BTreeMap::new(),
            mappings: BTreeMap::new(),
        };
        world.reset_to(now)?;
        Ok(world)
    }

    /// Simulates up to `now` (seconds since the epoch); a time that has passed changes nothing.
    pub fn advance_to(&mut self, now: i64) {
        if now <= self.now {
            return;
        }
        self.now = now;
        self.streams
            .values_mut()
            .for_each(|stream| stream.advance_to(now));
        self.streams.retain(|_, stream| !stream.is_gone(now));
        self.clusters
            .values_mut()
            .for_each(|cluster| cluster.advance_to(now));
        self.services
            .values_mut()
            .for_each(|service| service.advance_to(now));
        self.mappings
            .values_mut()
            .for_each(|mapping| mapping.advance_to(now));
    }

    /// Builds the world from its description again, at a time that may lie before the present.
    /// Everything that was done to it since is forgotten: capacities, calls, overrides.
    ///
    /// # Errors
    /// [`SpecError`] when the description cannot be built.
    pub fn reset_to(&mut self, now: i64) -> Result<(), SpecError> {
        let begins = now - i64::from(self.spec.history_minutes) * 60;
        let built = self.spec.build(self.origin, begins)?;
        self.account = self.spec.account.clone();
        Built {
            streams: self.streams,
            clusters: self.clusters,
            services: self.services,
            mappings: self.mappings,
        } = built;
        self.now = begins;
        self.advance_to(now);
        Ok(())
    }

    /// The present, in seconds since the epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// What the world was built from.
    #[must_use]
    pub fn spec(&self) -> &WorldSpec {
        &self.spec
    }

    /// What the service allows the account now.
    #[must_use]
    pub fn account(&self) -> &AccountSpec {
        &self.account
    }

    /// The account, to change its settings.
    pub fn account_mut(&mut self) -> &mut AccountSpec {
        &mut self.account
    }

    /// The streams by name.
    #[must_use]
    pub fn streams(&self) -> &BTreeMap<String, Stream> {
        &self.streams
    }

    /// The clusters by id.
    #[must_use]
    pub fn clusters(&self) -> &BTreeMap<String, Cluster> {
        &self.clusters
    }

    /// The services by cluster and name, `cluster.service`.
    #[must_use]
    pub fn services(&self) -> &BTreeMap<String, Service> {
        &self.services
    }

    /// The event source mappings by UUID.
    #[must_use]
    pub fn mappings(&self) -> &BTreeMap<String, Mapping> {
        &self.mappings
    }

    /// A service to act on.
    pub fn service_mut(&mut self, id: &str) -> Option<&mut Service> {
        self.services.get_mut(id)
    }

    /// A mapping to act on.
    pub fn mapping_mut(&mut self, uuid: &str) -> Option<&mut Mapping> {
        self.mappings.get_mut(uuid)
    }

    /// A stream to act on.
    pub fn stream_mut(&mut self, name: &str) -> Option<&mut Stream> {
        self.streams.get_mut(name)
    }

    /// A cluster to act on.
    pub fn cluster_mut(&mut self, id: &str) -> Option<&mut Cluster> {
        self.clusters.get_mut(id)
    }
}

#[cfg(test)]
mod tests;
