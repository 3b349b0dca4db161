//! Where finished records are read.

use std::future::Future;

use decision::TargetId;
use jiff::Timestamp;

use super::PortError;
use crate::Record;

/// Where finished records are read.
pub trait History: Send + Sync {
    /// Records that began before `before` (if given), newest first, at most `limit`.
    fn history(
        &self,
        target: &TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Record>, PortError>> + Send;
}
