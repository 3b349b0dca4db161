//! The one policy and the one memory of a replay.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use decision::{Pushed, TargetId, TargetKind};
use evaluation::{
    Claim, Inbox, Listing, Listings, Memory, PolicyStore, PortError, Record, Remembered, SaveError,
    StateStore, StoredPolicy,
};
use jiff::Timestamp;

/// What is remembered of one target; its history is forgotten.
#[derive(Debug)]
pub(crate) struct Recollection {
    policy: StoredPolicy,
    remembered: Mutex<Option<Remembered>>,
    pub(crate) saves: Tally,
    pub(crate) archives: Tally,
}

/// How often something was done.
#[derive(Debug, Default)]
pub(crate) struct Tally(AtomicU32);

impl Tally {
    pub(crate) fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Recollection {
    pub(crate) fn new(policy: StoredPolicy) -> Self {
        Self {
            policy,
            remembered: Mutex::new(None),
            saves: Tally::default(),
            archives: Tally::default(),
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Option<Remembered>> {
        let locked = self.remembered.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered.
    pub(crate) fn memory(&self) -> Memory {
        let remembered = self.remembered();
        let memory = remembered.as_ref().map(|known| known.memory.clone());
        memory.and_then(Result::ok).unwrap_or_default()
    }
}

impl PolicyStore for Recollection {
    async fn policies(&self) -> Result<Vec<StoredPolicy>, PortError> {
        Ok(vec![self.policy.clone()])
    }
}

impl StateStore for Recollection {
    async fn remembered(&self, _kind: TargetKind) -> Result<Vec<Remembered>, PortError> {
        Ok(Self::remembered(self).iter().cloned().collect())
    }

    async fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> Result<u64, SaveError> {
        self.saves.add();
        *Self::remembered(self) = Some(Remembered {
            target: target.clone(),
            version: version + 1,
            memory: Ok(memory.clone()),
        });
        Ok(version + 1)
    }

    async fn archive(&self, _target: &TargetId, _record: &Record) -> Result<(), PortError> {
        self.archives.add();
        Ok(())
    }
}

/// Its one target is named.
impl Listings for Recollection {
    async fn listing(&self, _kind: TargetKind) -> Result<Listing, PortError> {
        Ok(Listing::default())
    }

    async fn claim_listing(
        &self,
        _kind: TargetKind,
        _claim: Claim,
        _until: Timestamp,
    ) -> Result<(), SaveError> {
        Err(SaveError::Conflict)
    }

    async fn keep_listing(&self, _kind: TargetKind, _listing: &Listing) -> Result<(), PortError> {
        Ok(())
    }
}

impl Inbox for Recollection {
    async fn pushed(&self, _kind: TargetKind) -> Result<Vec<(TargetId, Pushed)>, PortError> {
        Ok(Vec::new())
    }

    async fn push(&self, _target: &TargetId, _pushed: &Pushed) -> Result<(), PortError> {
        Ok(())
    }
}
