//! A store in memory.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use decision::{Pushed, TargetId, TargetKind};
use jiff::Timestamp;
use serde_json::Value;

use super::{failing, locked};
use crate::{
    Claim, Expected, Failure, History, Inbox, Listing, Listings, Memory, PolicyRepository,
    PolicyStore, PortError, Record, Remembered, SaveError, StateStore, StoredPolicy,
};

/// Policies, memories and histories in memory, with versions as the real store has them. Clones
/// share what they hold.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    policies: Arc<Mutex<BTreeMap<String, StoredPolicy>>>,
    memories: Arc<Mutex<HashMap<TargetId, (u64, Memory)>>>,
    histories: Arc<Mutex<HashMap<TargetId, BTreeMap<Timestamp, Record>>>>,
    pushed: Arc<Mutex<HashMap<(TargetId, String), Pushed>>>,
    listings: Arc<Mutex<HashMap<TargetKind, Listing>>>,
    /// Memories that cannot be understood.
    pub broken: Arc<Mutex<Vec<TargetId>>>,
}

impl MemoryStore {
    /// A store with this policy under the document's own name, in place of the one before.
    #[must_use]
    pub fn with_policy(self, document: Value) -> Self {
        let name = document
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("unnamed")
            .to_owned();
        let before = locked(&self.policies)
            .get(&name)
            .map_or(0, |policy| policy.version);
        let policy = StoredPolicy {
            name: name.clone(),
            version: before + 1,
            document: Arc::new(document),
            updated_at: Timestamp::UNIX_EPOCH,
            updated_by: "test".to_owned(),
        };
        locked(&self.policies).insert(name, policy);
        self
    }

    /// What is remembered of a target.
    #[must_use]
    pub fn memory(&self, target: &TargetId) -> Option<Memory> {
        locked(&self.memories)
            .get(target)
            .map(|(_, memory)| memory.clone())
    }

    /// Changes what is remembered, as another evaluation would.
    pub fn remember(&self, target: &TargetId, memory: Memory) {
        let mut memories = locked(&self.memories);
        let version = memories.get(target).map_or(0, |(version, _)| *version);
        memories.insert(target.clone(), (version + 1, memory));
    }

    /// The finished records, oldest first.
    #[must_use]
    pub fn archived(&self, target: &TargetId) -> Vec<Record> {
        let histories = locked(&self.histories);
        histories
            .get(target)
            .map(|records| records.values().cloned().collect())
            .unwrap_or_default()
    }
}

impl PolicyStore for MemoryStore {
    async fn policies(&self) -> Result<Vec<StoredPolicy>, PortError> {
        Ok(locked(&self.policies).values().cloned().collect())
    }
}

impl PolicyRepository for MemoryStore {
    async fn policy(&self, name: &str) -> Result<Option<StoredPolicy>, PortError> {
        Ok(locked(&self.policies).get(name).cloned())
    }

    async fn put(&self, policy: &StoredPolicy, expected: Expected) -> Result<(), SaveError> {
        let mut policies = locked(&self.policies);
        let there = policies.get(&policy.name).map(|stored| stored.version);
        let wanted = match expected {
            Expected::Absent => None,
            Expected::Version(version) => Some(version),
        };
        if there != wanted {
            return Err(SaveError::Conflict);
        }
        policies.insert(policy.name.clone(), policy.clone());
        Ok(())
    }

    async fn delete(&self, name: &str, version: u64) -> Result<(), SaveError> {
        let mut policies = locked(&self.policies);
        if policies
            .get(name)
            .is_none_or(|stored| stored.version != version)
        {
            return Err(SaveError::Conflict);
        }
        policies.remove(name);
        Ok(())
    }
}

impl StateStore for MemoryStore {
    async fn remembered(&self, kind: TargetKind) -> Result<Vec<Remembered>, PortError> {
        let broken = locked(&self.broken).clone();
        let memories = locked(&self.memories);
        let of_kind = memories.iter().filter(|(target, _)| target.kind == kind);
        Ok(of_kind
            .map(|(target, (version, memory))| Remembered {
                target: target.clone(),
                version: *version,
                memory: if broken.contains(target) {
                    Err(failing("Query", Failure::Malformed))
                } else {
                    Ok(memory.clone())
                },
            })
            .collect())
    }

    async fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> Result<u64, SaveError> {
        let mut memories = locked(&self.memories);
        let there = memories.get(target).map_or(0, |(version, _)| *version);
        if there != version {
            return Err(SaveError::Conflict);
        }
        memories.insert(target.clone(), (version + 1, memory.clone()));
        Ok(version + 1)
    }

    async fn archive(&self, target: &TargetId, record: &Record) -> Result<(), PortError> {
        let mut histories = locked(&self.histories);
        histories
            .entry(target.clone())
            .or_default()
            .insert(record.since, record.clone());
        Ok(())
    }
}

impl Listings for MemoryStore {
    async fn listing(&self, kind: TargetKind) -> Result<Listing, PortError> {
        Ok(locked(&self.listings)
            .get(&kind)
            .cloned()
            .unwrap_or_default())
    }

    async fn claim_listing(
        &self,
        kind: TargetKind,
        claim: Claim,
        until: Timestamp,
    ) -> Result<(), SaveError> {
        let mut listings = locked(&self.listings);
        let listing = listings.entry(kind).or_default();
        if listing.claim != claim {
            return Err(SaveError::Conflict);
        }
        listing.claim = Claim {
            version: claim.version + 1,
            until: Some(until),
        };
        Ok(())
    }

    async fn keep_listing(&self, kind: TargetKind, kept: &Listing) -> Result<(), PortError> {
        let mut listings = locked(&self.listings);
        let listing = listings.entry(kind).or_default();
        *listing = Listing {
            generation: kept.generation + 1,
            claim: listing.claim,
            ..kept.clone()
        };
        Ok(())
    }
}

impl Inbox for MemoryStore {
    async fn pushed(&self, kind: TargetKind) -> Result<Vec<(TargetId, Pushed)>, PortError> {
        let pushed = locked(&self.pushed);
        let of_kind = pushed.iter().filter(|((target, _), _)| target.kind == kind);
        Ok(of_kind
            .map(|((target, _), pushed)| (target.clone(), pushed.clone()))
            .collect())
    }

    async fn push(&self, target: &TargetId, pushed: &Pushed) -> Result<(), PortError> {
        let key = (target.clone(), pushed.source.clone());
        locked(&self.pushed).insert(key, pushed.clone());
        Ok(())
    }
}

impl History for MemoryStore {
    async fn history(
        &self,
        target: &TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Record>, PortError> {
        let mut records = self.archived(target);
        records.retain(|record| before.is_none_or(|before| record.since < before));
        records.reverse();
        records.truncate(limit);
        Ok(records)
    }
}
