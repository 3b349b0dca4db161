//! Finding out what there is in the account, for policies that select by patterns and tags. It takes
//! many calls of few a second, so it is done beside a tick, by one at a time, and counts from the
//! next tick on.

use std::time::Duration;

use decision::{Period, TargetId, TargetKind, policy::Selector};
use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

use crate::{
    Evaluator, Failure, Listed, Listing, Listings, PortError, Roster, SaveError, StoredPolicy,
    TargetSource, listing::Tagged,
};

/// Longer than a function runs: then its holder is gone, or has come to its end.
const CLAIMED_FOR: Period = Period::minutes(1);
/// How many targets are asked for their tags at once: at four calls a second, a quarter of a minute.
const MOST_TAGS: usize = 60;

impl<M, T: TargetSource, A, S: Listings> Evaluator<M, T, A, S> {
    /// What is known of the account, if any policy selects among it; nothing, with the reason,
    /// where it cannot be read.
    pub(crate) async fn listing(
        &self,
        kind: TargetKind,
        policies: &[StoredPolicy],
    ) -> (Listing, Option<PortError>) {
        if !Roster::selects(kind, policies) {
            return (Listing::default(), None);
        }
        match self.store.listing(kind).await {
            Ok(listing) => (listing, None),
            Err(error) => (Listing::default(), Some(error)),
        }
    }

    /// Lists the account anew when it is time to, and nobody else is at it. Where it cannot be
    /// listed, what was known stays.
    ///
    /// # Errors
    /// What went wrong.
    pub(crate) async fn discover(
        &self,
        kind: TargetKind,
        selectors: &[Selector],
        listing: Listing,
        now: Timestamp,
        time: Duration,
    ) -> Result<(), PortError> {
        let unasked = || {
            listing
                .by_tags(selectors)
                .iter()
                .any(|(_, at)| at.is_none())
        };
        let wanted = !selectors.is_empty() && (listing.is_old(now) || unasked());
        if !wanted || listing.is_claimed(now) || time.is_zero() {
            return Ok(());
        }
        let claimed = self
            .store
            .claim_listing(kind, listing.claim, CLAIMED_FOR.after(now));
        match claimed.await {
            Ok(()) => {}
            Err(SaveError::Conflict) => return Ok(()),
            Err(SaveError::Port(error)) => return Err(error),
        }
        let end = Instant::now() + time;
        let (listing, untagged) = self.look_around(kind, selectors, listing, now, end).await?;
        self.store.keep_listing(kind, &listing).await?;
        untagged.map_or(Ok(()), Err)
    }

    /// The account as it is now; an error beside it is that some tags could not be read.
    async fn look_around(
        &self,
        kind: TargetKind,
        selectors: &[Selector],
        known: Listing,
        now: Timestamp,
        end: Instant,
    ) -> Result<(Listing, Option<PortError>), PortError> {
        let old = known.is_old(now);
        let mut listing = known;
        if old {
            let late = |_| PortError {
                operation: "discovery",
                failure: Failure::Unavailable,
                message: "the account could not be listed in time".to_owned(),
            };
            let names = timeout_at(end, self.targets.list()).await.map_err(late)??;
            listing = listing.listed(names, now);
        }
        let asked = listing.by_tags(selectors).into_iter();
        let asked = asked.filter(|(_, at)| old || at.is_none()).take(MOST_TAGS);
        let asked: Vec<String> = asked.map(|(name, _)| name.clone()).collect();
        for name in asked {
            let target = TargetId { kind, name };
            let tags = match timeout_at(end, self.targets.tags(&target)).await {
                Ok(Ok(tags)) => tags,
                Ok(Err(error)) if error.failure == Failure::NotFound => {
                    listing.targets.remove(&target.name);
                    continue;
                }
                Ok(Err(error)) => return Ok((listing, Some(error))),
                // The others are asked in later ticks.
                Err(_) => break,
            };
            let tagged = Some(Tagged { at: now, tags });
            listing.targets.insert(target.name, Listed { tagged });
        }
        Ok((listing, None))
    }
}
