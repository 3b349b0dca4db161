//! Where the memory of targets lives.

use std::future::Future;

use decision::{TargetId, TargetKind};

use super::{PortError, SaveError};
use crate::{Memory, Record, Remembered};

/// Where the memory of targets lives.
pub trait StateStore: Send + Sync {
    /// Everything that is remembered of targets of a kind, by one query.
    fn remembered(
        &self,
        kind: TargetKind,
    ) -> impl Future<Output = Result<Vec<Remembered>, PortError>> + Send;

    /// Saves, unless somebody else saved after `version` was loaded (0: unless there is any), and
    /// tells the new version.
    fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> impl Future<Output = Result<u64, SaveError>> + Send;

    /// Puts a finished record into the target's history. Twice is as good as once.
    fn archive(
        &self,
        target: &TargetId,
        record: &Record,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
