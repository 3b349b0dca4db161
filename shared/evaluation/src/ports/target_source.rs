//! Looks at targets.

use std::{collections::BTreeMap, future::Future};

use decision::{
    Capacity, Member, Readiness, TargetId,
    heat::Heat,
    reshard::{HashKey, Layout},
};
use serde::{Deserialize, Serialize};

use super::PortError;

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The units that serve now; of a service those that were asked for. Of a stream: as many even
    /// shards as would be as strong as its shards are, when that is known; else how many are open.
    pub capacity: Capacity,
    /// The units that there are; of a stream the open shards.
    #[serde(default)]
    pub open: Capacity,
    /// Units that carry load but are not scaled.
    pub fixed: Capacity,
    pub readiness: Readiness,
}

impl Status {
    /// The status with what serves as it was seen before, if the units are as many: who only counts
    /// shards does not see as how many they serve.
    #[must_use]
    pub(crate) fn serving_as(self, seen: Option<Self>) -> Self {
        let same = |seen: &Self| seen.open == self.open;
        let capacity = seen
            .filter(same)
            .map_or(self.capacity, |seen| seen.capacity);
        Self { capacity, ..self }
    }

    /// The status while shards are split or merged one by one: until the one that is under way is
    /// through, the stream serves as it was seen `before`.
    #[must_use]
    pub(crate) fn operated_on(self, before: Option<Self>) -> Self {
        let before = before.filter(|_| self.readiness == Readiness::Changing);
        let capacity = before.map_or(self.capacity, |before| before.capacity);
        Self { capacity, ..self }
    }
}

/// One open shard of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenShard {
    pub id: String,
    /// The first hash key of its range; the range ends where the next shard's begins.
    pub first: HashKey,
}

/// How a target stands, counted exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    pub status: Status,
    /// The open shards by their first hash keys, ascending; of streams only.
    pub shards: Vec<OpenShard>,
    /// The metrics that are sent of each shard, as the service names them.
    pub shard_metrics: Vec<String>,
}

impl Examined {
    /// Of a target that has no shards.
    fn of(status: Status) -> Self {
        Self {
            status,
            shards: Vec::new(),
            shard_metrics: Vec::new(),
        }
    }

    /// As strong as it is against the load as far as that is known to be spread.
    #[must_use]
    pub(crate) fn weighed(self, heat: &Heat) -> Self {
        let layout = self.layout().filter(|_| heat.density.is_some());
        let capacity = layout.map_or(self.status.capacity, |layout| heat.strength(&layout));
        Self {
            status: Status {
                capacity,
                ..self.status
            },
            ..self
        }
    }

    /// How the shards divide the hash keys; `None` when there are none, or they leave keys out.
    #[must_use]
    pub fn layout(&self) -> Option<Layout> {
        Layout::of(self.shards.iter().map(|shard| shard.first).collect())
    }
}

/// Looks at targets.
pub trait TargetSource: Send + Sync {
    /// How a target stands, by the cheapest call that tells.
    fn describe(&self, target: &TargetId)
    -> impl Future<Output = Result<Status, PortError>> + Send;

    /// How a target stands, counted exactly: asked before every act. What has no shards is described
    /// exactly.
    fn examine(
        &self,
        target: &TargetId,
    ) -> impl Future<Output = Result<Examined, PortError>> + Send {
        async { self.describe(target).await.map(Examined::of) }
    }

    /// The single units of a target; `None` where the service does not tell of them. Asked only
    /// when a rule judges each of them, or a guard would have to see them to let a scale-in through:
    /// it takes many calls.
    fn members(
        &self,
        _target: &TargetId,
    ) -> impl Future<Output = Result<Option<Vec<Member>>, PortError>> + Send {
        async { Ok(None) }
    }

    /// The names of all targets of the account that can be selected; none of a kind that is scaled
    /// by name alone.
    fn list(&self) -> impl Future<Output = Result<Vec<String>, PortError>> + Send {
        async { Ok(Vec::new()) }
    }

    /// The tags of a listed target, by their keys.
    fn tags(
        &self,
        _target: &TargetId,
    ) -> impl Future<Output = Result<BTreeMap<String, String>, PortError>> + Send {
        async { Ok(BTreeMap::new()) }
    }
}
