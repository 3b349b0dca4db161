//! The instance groups of a cluster: how many nodes are asked for.

use serde::{Deserialize, Serialize};

/// Seconds that a node may drain when the request does not say: an hour, YARN's default.
const DECOMMISSION_SECONDS: i64 = 3600;

/// What a node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupKind {
    /// It rules, and runs no containers.
    Master,
    /// It runs containers and holds HDFS.
    Core,
    /// It runs containers.
    Task,
}

impl GroupKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Master, Self::Core, Self::Task];

    /// EMR's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Master => "MASTER",
            Self::Core => "CORE",
            Self::Task => "TASK",
        }
    }
}

/// Whether a group is what it was asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GroupStatus {
    /// It is.
    Running,
    /// Nodes are coming or going.
    Resizing,
    /// The cluster is no more.
    Terminated,
}

/// Why the service refuses to resize a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResizeError {
    /// The cluster is no more.
    #[error("An instance group may only be modified when the cluster is running or waiting")]
    Terminated,
    /// It is the master's.
    #[error("The master instance group can not be resized")]
    Master,
    /// Fewer nodes than the group must have.
    #[error("The instance group must have at least {0} instances")]
    TooFew(u32),
    /// More nodes than a request can name.
    #[error("The instance count is too large")]
    TooMany,
}

/// One group.
#[derive(Clone, Debug)]
pub struct InstanceGroup {
    pub(crate) kind: GroupKind,
    pub(crate) requested: u32,
    pub(crate) decommission_seconds: i64,
}

impl InstanceGroup {
    pub(crate) fn new(kind: GroupKind, requested: u32) -> Self {
        Self {
            kind,
            requested,
            decommission_seconds: DECOMMISSION_SECONDS,
        }
    }

    pub(crate) fn ask(
        &mut self,
        count: i64,
        decommission_seconds: Option<i64>,
    ) -> Result<(), ResizeError> {
        let least = u32::from(self.kind == GroupKind::Core);
        if count < i64::from(least) {
            return Err(ResizeError::TooFew(least));
        }
        self.requested = u32::try_from(count)
            .ok()
            .filter(|count| *count <= 4000)
            .ok_or(ResizeError::TooMany)?;
        self.decommission_seconds = decommission_seconds.unwrap_or(DECOMMISSION_SECONDS);
        Ok(())
    }
}
