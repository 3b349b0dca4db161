//! What can go wrong at a port.

use serde::{Deserialize, Serialize};

/// Why a call did not succeed, as far as it matters for what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Too many calls; later it may work.
    Throttled,
    /// Not asked for: its turn among the calls that a second allows would come too late. Nothing
    /// has happened.
    Postponed,
    /// A permission is missing.
    AccessDenied,
    /// The thing does not exist.
    NotFound,
    /// The thing exists and is not ours to scale, such as a cluster of instance fleets.
    NotOurs,
    /// The service refuses this call in this state.
    Refused,
    /// A timeout, a broken connection, an error of the service: it may or may not have happened.
    Unavailable,
    /// The answer or the item could not be understood.
    Malformed,
}

impl Failure {
    /// Whether the call may have been made all the same: there was no answer to understand.
    #[must_use]
    pub fn may_have_happened(self) -> bool {
        matches!(self, Self::Unavailable | Self::Malformed)
    }
}

/// A call that did not succeed, after its retries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message}")]
pub struct PortError {
    /// The service's name of the call.
    pub operation: &'static str,
    pub failure: Failure,
    /// For people; without secrets.
    pub message: String,
}

/// A save that did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// Somebody else saved since this was loaded. Ordinary: someone else is on it.
    #[error("somebody else saved first")]
    Conflict,
    #[error(transparent)]
    Port(#[from] PortError),
}
