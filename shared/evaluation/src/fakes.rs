//! In-memory ports, for tests and for simulations.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use decision::{Capacity, Member, Policy, Pushed, Readiness, TargetId, TargetKind};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    Actuator, Completeness, Deadline, Examined, Expected, Failure, Fetched, History, Inbox, Memory,
    MetricSource, MetricWindow, PolicyRepository, PolicyStore, PortError, Query, Record,
    Remembered, SaveError, StateStore, Status, StoredPolicy, TargetSource,
};

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that panics on purpose poisons what it held; the data is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error as an adapter would give it.
#[must_use]
pub fn failing(operation: &'static str, failure: Failure) -> PortError {
    PortError {
        operation,
        failure,
        message: "as the test wants it".to_owned(),
    }
}

/// Plenty of time, or none.
#[derive(Clone, Copy, Debug)]
pub struct TimeLeft(pub Duration);

impl Deadline for TimeLeft {
    fn remaining(&self) -> Duration {
        self.0
    }
}

/// Policies, memories and histories in memory, with versions as the real store has them. Clones
/// share what they hold.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    policies: Arc<Mutex<BTreeMap<String, StoredPolicy>>>,
    memories: Arc<Mutex<HashMap<TargetId, (u64, Memory)>>>,
    histories: Arc<Mutex<HashMap<TargetId, BTreeMap<Timestamp, Record>>>>,
    pushed: Arc<Mutex<HashMap<(TargetId, String), Pushed>>>,
    /// Memories that cannot be understood.
    pub broken: Arc<Mutex<Vec<TargetId>>>,
}

impl MemoryStore {
    /// A store with this policy, under version 1 and the document's own name.
    #[must_use]
    pub fn with_policy(self, document: Value) -> Self {
        let name = document
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("unnamed")
            .to_owned();
        let policy = StoredPolicy {
            name: name.clone(),
            version: 1,
            document,
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

/// What looking at a target can come to.
#[derive(Clone, Copy, Debug)]
pub enum Mishap {
    Panics,
    NeverEnds,
}

async fn strike(mishaps: &Mutex<HashMap<TargetId, Mishap>>, target: &TargetId) {
    let mishap = locked(mishaps).get(target).copied();
    match mishap {
        None => {}
        Some(Mishap::NeverEnds) => std::future::pending::<()>().await,
        #[expect(clippy::panic, reason = "a test asked for it")]
        Some(Mishap::Panics) => panic!("the test wants a panic"),
    }
}

/// Targets that do at once what they are told, unless told otherwise.
#[derive(Debug, Default)]
pub struct FakeTargets {
    pub statuses: Mutex<HashMap<TargetId, Result<Status, PortError>>>,
    /// What was asked for, in order.
    pub asked: Mutex<Vec<(TargetId, Capacity)>>,
    /// The answer to the next acts on a target, instead of doing them.
    pub refusals: Mutex<HashMap<TargetId, PortError>>,
    /// What happens when a target is described.
    pub described: Mutex<HashMap<TargetId, Mishap>>,
    /// What happens when a target is examined.
    pub examined: Mutex<HashMap<TargetId, Mishap>>,
    /// What is told of members, and how often it was asked for.
    pub members: Mutex<(Option<Vec<Member>>, u32)>,
    pub members_error: Mutex<Option<PortError>>,
    /// The most that one act changes.
    pub reach: Option<u32>,
}

impl FakeTargets {
    pub fn set(&self, target: &TargetId, capacity: u32, readiness: Readiness) {
        let status = Status {
            capacity: Capacity(capacity),
            open: Capacity(capacity),
            fixed: Capacity(0),
            readiness,
        };
        locked(&self.statuses).insert(target.clone(), Ok(status));
    }

    /// What was asked for so far.
    #[must_use]
    pub fn asked(&self) -> Vec<u32> {
        locked(&self.asked)
            .iter()
            .map(|(_, capacity)| capacity.0)
            .collect()
    }
}

impl FakeTargets {
    fn status(&self, target: &TargetId) -> Result<Status, PortError> {
        let missing = || Err(failing("Describe", Failure::NotFound));
        locked(&self.statuses)
            .get(target)
            .cloned()
            .unwrap_or_else(missing)
    }
}

impl TargetSource for &FakeTargets {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        strike(&self.described, target).await;
        self.status(target)
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        // A real call takes a while, in which others go on.
        tokio::task::yield_now().await;
        strike(&self.examined, target).await;
        let status = self.status(target)?;
        let shards = Vec::new();
        Ok(Examined { status, shards })
    }

    async fn members(&self, _: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        let mut members = locked(&self.members);
        members.1 += 1;
        if let Some(error) = locked(&self.members_error).clone() {
            return Err(error);
        }
        Ok(members.0.clone())
    }
}

impl Actuator for &FakeTargets {
    async fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        if let Some(refusal) = locked(&self.refusals).get(target) {
            return Err(refusal.clone());
        }
        let reach = self.reach.unwrap_or(u32::MAX);
        let most = status.capacity.0.saturating_add(reach);
        let least = status.capacity.0.saturating_sub(reach);
        let asked = Capacity(desired.0.clamp(least, most));
        locked(&self.asked).push((target.clone(), asked));
        self.set(target, asked.0, Readiness::Ready);
        Ok(asked)
    }
}

/// Metrics by the name of their source: the same value at every time, for every target.
#[derive(Debug, Default)]
pub struct FakeMetrics {
    pub values: Mutex<HashMap<&'static str, f64>>,
    pub error: Mutex<Option<PortError>>,
    /// How many queries each call had.
    pub calls: Mutex<Vec<usize>>,
}

impl FakeMetrics {
    pub fn set(&self, source: &'static str, value: f64) {
        locked(&self.values).insert(source, value);
    }

    pub fn withhold(&self) {
        locked(&self.values).clear();
    }
}

impl MetricSource for &FakeMetrics {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        locked(&self.calls).push(queries.len());
        if let Some(error) = locked(&self.error).clone() {
            return Err(error);
        }
        let values = locked(&self.values).clone();
        let times = || {
            let first = window.from;
            (0..).map(move |index| {
                decision::Period::seconds(index * window.period.as_seconds()).after(first)
            })
        };
        let fetched = |query: &Query| {
            let value = values.get(query.source.name);
            let points = value.into_iter().flat_map(|value| {
                times()
                    .take_while(|at| *at < window.to)
                    .map(|at| (at, *value))
            });
            Fetched {
                points: points.collect(),
                completeness: Completeness::Complete,
            }
        };
        Ok(queries.iter().map(fetched).collect())
    }
}
