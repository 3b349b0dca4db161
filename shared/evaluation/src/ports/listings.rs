//! Where it is kept what there is in the account.

use std::future::Future;

use decision::TargetKind;
use jiff::Timestamp;

use super::{PortError, SaveError};
use crate::{Claim, Listing};

/// Where it is kept what there is in the account.
pub trait Listings: Send + Sync {
    /// What was listed last of a kind.
    fn listing(&self, kind: TargetKind) -> impl Future<Output = Result<Listing, PortError>> + Send;

    /// Claims to list anew until then; [`SaveError::Conflict`] when somebody else has claimed since
    /// `claim` was read.
    fn claim_listing(
        &self,
        kind: TargetKind,
        claim: Claim,
        until: Timestamp,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;

    /// Keeps a listing in place of the one of the generation before; whoever reads meanwhile reads
    /// one of the two whole.
    fn keep_listing(
        &self,
        kind: TargetKind,
        listing: &Listing,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
