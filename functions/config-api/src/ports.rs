//! What the API needs of the world, as one object: handlers that are plain functions can be
//! listed together with their documentation.

use std::sync::Arc;

use decision::{Pushed, TargetId, TargetKind};
use evaluation::{
    Assignment, Expected, Explanation, Fetched, History, Inbox, Listing, Listings, MetricSource,
    MetricWindow, PolicyRepository, PortError, Query, Record, Remembered, SaveError, StateStore,
    StoredPolicy, StreamSource, StreamUpkeep, TargetSource, Viewer,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use pricing::Prices;

/// The store, and what looks at targets. Nothing here can change a target.
#[derive(Debug)]
pub struct Ports<S, M, T> {
    pub store: S,
    pub viewer: Viewer<M, T>,
    pub prices: Prices,
}

pub(crate) type Api = Arc<dyn World>;
type Answer<'a, T, E = PortError> = BoxFuture<'a, Result<T, E>>;

pub(crate) trait World: Send + Sync {
    fn policies(&self) -> Answer<'_, Vec<StoredPolicy>>;
    fn policy<'a>(&'a self, name: &'a str) -> Answer<'a, Option<StoredPolicy>>;
    fn put<'a>(&'a self, policy: &'a StoredPolicy, expected: Expected)
    -> Answer<'a, (), SaveError>;
    fn delete<'a>(&'a self, name: &'a str, version: u64) -> Answer<'a, (), SaveError>;
    fn remembered(&self, kind: TargetKind) -> Answer<'_, Vec<Remembered>>;
    fn listing(&self, kind: TargetKind) -> Answer<'_, Listing>;
    fn history<'a>(
        &'a self,
        target: &'a TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Answer<'a, Vec<Record>>;
    fn push<'a>(&'a self, target: &'a TargetId, pushed: &'a Pushed) -> Answer<'a, ()>;
    fn explain<'a>(&'a self, assignment: &'a Assignment, now: Timestamp)
    -> Answer<'a, Explanation>;
    fn upkeep<'a>(&'a self, stream: &'a str) -> Answer<'a, StreamUpkeep>;
    fn fetch<'a>(
        &'a self,
        queries: &'a [Query],
        window: &'a MetricWindow,
    ) -> Answer<'a, Vec<Fetched>>;
    fn prices(&self) -> &Prices;
}

impl<S, M, T> World for Ports<S, M, T>
where
    S: PolicyRepository + StateStore + History + Inbox + Listings,
    M: MetricSource,
    T: TargetSource + StreamSource,
{
    fn policies(&self) -> Answer<'_, Vec<StoredPolicy>> {
        Box::pin(self.store.policies())
    }

    fn policy<'a>(&'a self, name: &'a str) -> Answer<'a, Option<StoredPolicy>> {
        Box::pin(self.store.policy(name))
    }

    fn put<'a>(
        &'a self,
        policy: &'a StoredPolicy,
        expected: Expected,
    ) -> Answer<'a, (), SaveError> {
        Box::pin(self.store.put(policy, expected))
    }

    fn delete<'a>(&'a self, name: &'a str, version: u64) -> Answer<'a, (), SaveError> {
        Box::pin(self.store.delete(name, version))
    }

    fn remembered(&self, kind: TargetKind) -> Answer<'_, Vec<Remembered>> {
        Box::pin(self.store.remembered(kind))
    }

    fn listing(&self, kind: TargetKind) -> Answer<'_, Listing> {
        Box::pin(self.store.listing(kind))
    }

    fn history<'a>(
        &'a self,
        target: &'a TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Answer<'a, Vec<Record>> {
        Box::pin(self.store.history(target, before, limit))
    }

    fn push<'a>(&'a self, target: &'a TargetId, pushed: &'a Pushed) -> Answer<'a, ()> {
        Box::pin(self.store.push(target, pushed))
    }

    fn explain<'a>(
        &'a self,
        assignment: &'a Assignment,
        now: Timestamp,
    ) -> Answer<'a, Explanation> {
        Box::pin(self.viewer.explain(&self.store, assignment, now))
    }

    fn upkeep<'a>(&'a self, stream: &'a str) -> Answer<'a, StreamUpkeep> {
        Box::pin(self.viewer.targets.upkeep(stream))
    }

    fn fetch<'a>(
        &'a self,
        queries: &'a [Query],
        window: &'a MetricWindow,
    ) -> Answer<'a, Vec<Fetched>> {
        Box::pin(self.viewer.metrics.fetch(queries, window))
    }

    fn prices(&self) -> &Prices {
        &self.prices
    }
}
