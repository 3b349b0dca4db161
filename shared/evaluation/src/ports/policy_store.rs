//! Where policies are read from, and where they are kept.

use std::{future::Future, sync::Arc};

use jiff::Timestamp;
use serde_json::Value;

use super::{PortError, SaveError};

/// A policy document as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPolicy {
    pub name: String,
    /// Grows by one with every update; begins at the milliseconds since 1970 of its creation, so that
    /// a policy that is deleted and created again never has a version twice.
    pub version: u64,
    pub document: Arc<Value>,
    pub updated_at: Timestamp,
    /// Who stored it, as the gateway says.
    pub updated_by: String,
}

/// Where policies are read from.
pub trait PolicyStore: Send + Sync {
    /// All policies, by name.
    fn policies(&self) -> impl Future<Output = Result<Vec<StoredPolicy>, PortError>> + Send;
}

/// What has to be stored for an update of a policy to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Absent,
    Version(u64),
}

/// Where policies are kept. An update is never lost: it names what it replaces.
pub trait PolicyRepository: PolicyStore {
    fn policy(
        &self,
        name: &str,
    ) -> impl Future<Output = Result<Option<StoredPolicy>, PortError>> + Send;

    /// Stores `policy` under its version, in place of what is expected there.
    /// [`SaveError::Conflict`] when something else is stored.
    fn put(
        &self,
        policy: &StoredPolicy,
        expected: Expected,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;

    /// [`SaveError::Conflict`] when not this version is stored.
    fn delete(
        &self,
        name: &str,
        version: u64,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;
}
