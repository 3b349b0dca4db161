//! A store that fails as a test wants it.

use std::sync::{Arc, Mutex};

use decision::{Pushed, TargetId, TargetKind};
use evaluation::{
    Claim, Expected, Failure, History, Inbox, Listing, Listings, Memory, PolicyRepository,
    PolicyStore, PortError, Record, Remembered, SaveError, StateStore, StoredPolicy,
    fakes::{MemoryStore, failing},
};
use jiff::Timestamp;

#[derive(Clone, Default)]
pub(crate) struct Store {
    pub memory: MemoryStore,
    pub fault: Arc<Mutex<Option<Fault>>>,
}

#[derive(Clone)]
pub(crate) enum Fault {
    Fails(Failure),
    Panics,
    /// Somebody else stores this between our reading and our writing.
    Race(StoredPolicy),
}

impl Store {
    fn check(&self, operation: &'static str) -> Result<(), PortError> {
        match *self.fault.lock().unwrap() {
            Some(Fault::Fails(failure)) => Err(failing(operation, failure)),
            Some(Fault::Panics) => std::panic::resume_unwind(Box::new("a secret of the store")),
            Some(Fault::Race(_)) | None => Ok(()),
        }
    }

    async fn lose_the_race(&self) -> Result<(), SaveError> {
        let fault = self.fault.lock().unwrap().take();
        if let Some(Fault::Race(other)) = fault {
            let expected = match other.version {
                1 => Expected::Absent,
                version => Expected::Version(version - 1),
            };
            self.memory.put(&other, expected).await?;
        }
        Ok(())
    }
}

impl PolicyStore for Store {
    async fn policies(&self) -> Result<Vec<StoredPolicy>, PortError> {
        self.check("Query")?;
        self.memory.policies().await
    }
}

impl PolicyRepository for Store {
    async fn policy(&self, name: &str) -> Result<Option<StoredPolicy>, PortError> {
        self.check("GetItem")?;
        self.memory.policy(name).await
    }

    async fn put(&self, policy: &StoredPolicy, expected: Expected) -> Result<(), SaveError> {
        self.lose_the_race().await?;
        self.memory.put(policy, expected).await
    }

    async fn delete(&self, name: &str, version: u64) -> Result<(), SaveError> {
        self.lose_the_race().await?;
        self.memory.delete(name, version).await
    }
}

impl StateStore for Store {
    async fn remembered(&self, kind: TargetKind) -> Result<Vec<Remembered>, PortError> {
        self.check("Query")?;
        self.memory.remembered(kind).await
    }

    async fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> Result<u64, SaveError> {
        self.memory.save(target, version, memory).await
    }

    async fn archive(&self, target: &TargetId, record: &Record) -> Result<(), PortError> {
        self.memory.archive(target, record).await
    }
}

impl Listings for Store {
    async fn listing(&self, kind: TargetKind) -> Result<Listing, PortError> {
        self.check("Query")?;
        self.memory.listing(kind).await
    }

    async fn claim_listing(
        &self,
        kind: TargetKind,
        claim: Claim,
        until: Timestamp,
    ) -> Result<(), SaveError> {
        self.memory.claim_listing(kind, claim, until).await
    }

    async fn keep_listing(&self, kind: TargetKind, listing: &Listing) -> Result<(), PortError> {
        self.memory.keep_listing(kind, listing).await
    }
}

impl Inbox for Store {
    async fn pushed(&self, kind: TargetKind) -> Result<Vec<(TargetId, Pushed)>, PortError> {
        self.check("Query")?;
        self.memory.pushed(kind).await
    }

    async fn push(&self, target: &TargetId, pushed: &Pushed) -> Result<(), PortError> {
        self.memory.push(target, pushed).await
    }
}

impl History for Store {
    async fn history(
        &self,
        target: &TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Record>, PortError> {
        self.check("Query")?;
        self.memory.history(target, before, limit).await
    }
}
