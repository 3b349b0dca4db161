//! Targets in memory.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use decision::{
    Capacity, Member, Policy, Readiness, TargetId,
    heat::Switch,
    reshard::{Layout, Operation},
};

use super::{failing, locked};
use crate::{
    Actuator, Examined, Failure, OpenShard, PortError, Status, StreamSource, StreamUpkeep,
    TargetSource,
};

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
    /// How streams are kept.
    pub upkeeps: Mutex<HashMap<String, StreamUpkeep>>,
    /// The open shards of every stream, and the metrics that are sent of them.
    pub shards: Mutex<Vec<OpenShard>>,
    pub shard_metrics: Mutex<Vec<String>>,
    /// The splits and merges that were asked for, in order; they are done at once.
    pub operated: Mutex<Vec<Operation>>,
    /// What was switched on and off, in order.
    pub switched: Mutex<Vec<Switch>>,
    /// What there is besides: tags by the names of targets, or why it cannot be listed.
    pub listed: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    pub unlisted: Mutex<Option<PortError>>,
    /// How often it was listed, and how often tags were asked for.
    pub looks: Mutex<(u32, u32)>,
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
        Ok(Examined {
            status,
            shards: locked(&self.shards).clone(),
            shard_metrics: locked(&self.shard_metrics).clone(),
        })
    }

    async fn members(&self, _: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        let mut members = locked(&self.members);
        members.1 += 1;
        if let Some(error) = locked(&self.members_error).clone() {
            return Err(error);
        }
        Ok(members.0.clone())
    }

    async fn list(&self) -> Result<Vec<String>, PortError> {
        locked(&self.looks).0 += 1;
        if let Some(error) = locked(&self.unlisted).clone() {
            return Err(error);
        }
        Ok(locked(&self.listed).keys().cloned().collect())
    }

    async fn tags(&self, target: &TargetId) -> Result<BTreeMap<String, String>, PortError> {
        locked(&self.looks).1 += 1;
        let missing = || failing("ListTagsForStream", Failure::NotFound);
        let listed = locked(&self.listed);
        listed.get(&target.name).cloned().ok_or_else(missing)
    }
}

impl StreamSource for &FakeTargets {
    async fn upkeep(&self, stream: &str) -> Result<StreamUpkeep, PortError> {
        let missing = || failing("DescribeStreamSummary", Failure::NotFound);
        let upkeeps = locked(&self.upkeeps);
        upkeeps.get(stream).copied().ok_or_else(missing)
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

    async fn operate(
        &self,
        target: &TargetId,
        _examined: &Examined,
        operation: Operation,
    ) -> Result<(), PortError> {
        if let Some(refusal) = locked(&self.refusals).get(target) {
            return Err(refusal.clone());
        }
        let mut shards = locked(&self.shards);
        match operation {
            Operation::Split { at } => {
                let id = format!("s-{}", shards.len());
                shards.push(OpenShard { id, first: at });
                shards.sort_by_key(|shard| shard.first);
            }
            Operation::Merge { at } => shards.retain(|shard| shard.first != at),
        }
        let open = u32::try_from(shards.len()).unwrap_or(u32::MAX);
        let layout = Layout::of(shards.iter().map(|shard| shard.first).collect());
        let status = Status {
            capacity: Capacity(layout.map_or(open, |layout| layout.strength())),
            open: Capacity(open),
            fixed: Capacity(0),
            readiness: Readiness::Ready,
        };
        locked(&self.statuses).insert(target.clone(), Ok(status));
        locked(&self.operated).push(operation);
        Ok(())
    }

    async fn monitor(
        &self,
        target: &TargetId,
        switch: Switch,
        metrics: &[String],
    ) -> Result<(), PortError> {
        if let Some(refusal) = locked(&self.refusals).get(target) {
            return Err(refusal.clone());
        }
        locked(&self.switched).push(switch);
        let mut sent = locked(&self.shard_metrics);
        match switch {
            Switch::On => sent.extend(metrics.iter().cloned()),
            Switch::Off => sent.retain(|name| !metrics.contains(name)),
        }
        Ok(())
    }
}
