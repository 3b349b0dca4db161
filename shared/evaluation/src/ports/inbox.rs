//! Where the recommendations of other systems arrive.

use std::future::Future;

use decision::{Pushed, TargetId, TargetKind};

use super::PortError;

/// Where the recommendations of other systems arrive.
pub trait Inbox: Send + Sync {
    /// The newest push of each source for each target of a kind, by one query.
    fn pushed(
        &self,
        kind: TargetKind,
    ) -> impl Future<Output = Result<Vec<(TargetId, Pushed)>, PortError>> + Send;

    /// Keeps a push in place of the one before of its source.
    fn push(
        &self,
        target: &TargetId,
        pushed: &Pushed,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
