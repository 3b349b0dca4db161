//! The table, and who has claimed.

use decision::{Pushed, TargetId, TargetKind};
use evaluation::{
    Claim, Inbox, Listing, Listings, Memory, PolicyStore, PortError, Record, Remembered, SaveError,
    StateStore, StoredPolicy,
};
use jiff::Timestamp;

use super::Ports;

impl PolicyStore for &Ports<'_> {
    async fn policies(&self) -> Result<Vec<StoredPolicy>, PortError> {
        let perform = async || self.world.table.policies().await;
        self.call("Query policies", perform).await
    }
}

impl StateStore for &Ports<'_> {
    async fn remembered(&self, kind: TargetKind) -> Result<Vec<Remembered>, PortError> {
        let perform = async || self.world.table.remembered(kind).await;
        self.call("Query memories", perform).await
    }

    async fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> Result<u64, SaveError> {
        let perform = async || {
            // What is stored is what comes back.
            let written = serde_json::to_string(memory).unwrap();
            let memory = serde_json::from_str(&written).unwrap();
            let version = self.world.table.save(target, version, &memory).await?;
            self.seen(|seen| seen.claim = Some(version));
            self.world.state().somebody.saved(&memory);
            Ok(version)
        };
        self.call("PutItem", perform).await
    }

    async fn archive(&self, _: &TargetId, _: &Record) -> Result<(), PortError> {
        self.call("PutItem history", async || Ok(())).await
    }
}

/// The policies name their streams: nothing is listed.
impl Listings for &Ports<'_> {
    async fn listing(&self, _: TargetKind) -> Result<Listing, PortError> {
        Ok(Listing::default())
    }

    async fn claim_listing(&self, _: TargetKind, _: Claim, _: Timestamp) -> Result<(), SaveError> {
        Err(SaveError::Conflict)
    }

    async fn keep_listing(&self, _: TargetKind, _: &Listing) -> Result<(), PortError> {
        Ok(())
    }
}

impl Inbox for &Ports<'_> {
    async fn pushed(&self, _: TargetKind) -> Result<Vec<(TargetId, Pushed)>, PortError> {
        Ok(Vec::new())
    }

    async fn push(&self, _: &TargetId, _: &Pushed) -> Result<(), PortError> {
        Ok(())
    }
}
