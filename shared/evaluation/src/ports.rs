//! What an evaluation needs of the world, as traits. Adapters are named for the thing, ports for
//! the need; what a function wires is what its permissions have to allow.

use std::{future::Future, time::Duration};

use decision::{
    Capacity, Member, Period, Policy, Pushed, Readiness, Source, TargetId, TargetKind,
    reshard::{HashKey, Layout, Operation},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Memory, Record, Remembered};

/// Why a call did not succeed, as far as it matters for what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Too many calls; later it may work.
    Throttled,
    /// A permission is missing.
    AccessDenied,
    /// The thing does not exist.
    NotFound,
    /// The thing exists and is not ours to scale, such as an on-demand stream.
    NotOurs,
    /// The service refuses this call in this state.
    Refused,
    /// A timeout, a broken connection, an error of the service: it may or may not have happened.
    Unavailable,
    /// The answer or the item could not be understood.
    Malformed,
}

/// A call that did not succeed, after its retries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message}")]
pub struct PortError {
    /// The service's name of the call.
    pub operation: &'static str,
    pub failure: Failure,
    /// For people; without secrets.
    pub message: String,
}

/// A save that did not happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// Somebody else saved since this was loaded. Ordinary: someone else is on it.
    #[error("somebody else saved first")]
    Conflict,
    #[error(transparent)]
    Port(#[from] PortError),
}

/// One series to fetch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    pub target: TargetId,
    pub source: Source,
}

/// The time to fetch: from `from` until before `to`, one point for each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricWindow {
    pub from: Timestamp,
    pub to: Timestamp,
    pub period: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// The service gave less than it has, or failed for this series: its points are not data.
    Partial,
}

/// A fetched series; points are (start of their period, value), in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    pub points: Vec<(Timestamp, f64)>,
    pub completeness: Completeness,
}

/// Where metrics come from.
pub trait MetricSource: Send + Sync {
    /// One answer for each query, in their order, with as few calls as the service allows.
    fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> impl Future<Output = Result<Vec<Fetched>, PortError>> + Send;
}

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The units that serve now. Of a stream: as many even shards as would be as strong as its
    /// shards are, when that is known; else how many are open.
    pub capacity: Capacity,
    /// The units that there are; of a stream the open shards.
    #[serde(default)]
    pub open: Capacity,
    /// Units that carry load but are not scaled.
    pub fixed: Capacity,
    pub readiness: Readiness,
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
}

impl Examined {
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

    /// How a target stands, counted exactly: asked before every act.
    fn examine(
        &self,
        target: &TargetId,
    ) -> impl Future<Output = Result<Examined, PortError>> + Send;

    /// The single units of a target; `None` where the service does not tell of them. Asked only
    /// when a rule judges each of them, or a guard would have to see them to let a scale-in through:
    /// it takes many calls.
    fn members(
        &self,
        _target: &TargetId,
    ) -> impl Future<Output = Result<Option<Vec<Member>>, PortError>> + Send {
        async { Ok(None) }
    }
}

/// Changes targets.
pub trait Actuator: Send + Sync {
    /// Asks for `desired`, or for as much of the way from `status` as the service allows at once,
    /// and tells what was asked for. Asking twice for the same changes nothing more.
    fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        policy: &Policy,
    ) -> impl Future<Output = Result<Capacity, PortError>> + Send;

    /// Splits or merges shards of a stream, as `examined` saw them. Asking again once it is done
    /// is refused, and changes nothing. Other kinds of targets have nothing of the kind.
    fn operate(
        &self,
        target: &TargetId,
        _examined: &Examined,
        _operation: Operation,
    ) -> impl Future<Output = Result<(), PortError>> + Send {
        let message = format!("{target} has no shards");
        async {
            Err(PortError {
                operation: "reshard",
                failure: Failure::Refused,
                message,
            })
        }
    }
}

/// A policy document as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPolicy {
    pub name: String,
    /// Grows by one with every update; begins at the milliseconds since 1970 of its creation, so that
    /// a policy that is deleted and created again never has a version twice.
    pub version: u64,
    pub document: Value,
    pub updated_at: Timestamp,
    /// Who stored it, as the gateway says.
    pub updated_by: String,
}

/// Where policies are read from.
pub trait PolicyStore: Send + Sync {
    /// All policies, by name.
    fn policies(&self) -> impl Future<Output = Result<Vec<StoredPolicy>, PortError>> + Send;
}

/// What has to be stored for an update of a policy to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Absent,
    Version(u64),
}

/// Where policies are kept. An update is never lost: it names what it replaces.
pub trait PolicyRepository: PolicyStore {
    fn policy(
        &self,
        name: &str,
    ) -> impl Future<Output = Result<Option<StoredPolicy>, PortError>> + Send;

    /// Stores `policy` under its version, in place of what is expected there.
    /// [`SaveError::Conflict`] when something else is stored.
    fn put(
        &self,
        policy: &StoredPolicy,
        expected: Expected,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;

    /// [`SaveError::Conflict`] when not this version is stored.
    fn delete(
        &self,
        name: &str,
        version: u64,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;
}

/// Where the memory of targets lives.
pub trait StateStore: Send + Sync {
    /// Everything that is remembered of targets of a kind, by one query.
    fn remembered(
        &self,
        kind: TargetKind,
    ) -> impl Future<Output = Result<Vec<Remembered>, PortError>> + Send;

    /// Saves, unless somebody else saved after `version` was loaded (0: unless there is any), and
    /// tells the new version.
    fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> impl Future<Output = Result<u64, SaveError>> + Send;

    /// Puts a finished record into the target's history. Twice is as good as once.
    fn archive(
        &self,
        target: &TargetId,
        record: &Record,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Where the recommendations of other systems arrive.
pub trait Inbox: Send + Sync {
    /// The newest push of each source for each target of a kind, by one query.
    fn pushed(
        &self,
        kind: TargetKind,
    ) -> impl Future<Output = Result<Vec<(TargetId, Pushed)>, PortError>> + Send;

    /// Keeps a push in place of the one before of its source.
    fn push(
        &self,
        target: &TargetId,
        pushed: &Pushed,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

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

/// Who decides how many shards a stream has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamMode {
    /// Whoever reshards it.
    Provisioned,
    /// Kinesis itself.
    OnDemand,
}

/// How a stream is kept, as far as its bill depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamUpkeep {
    pub mode: StreamMode,
    pub open_shards: u32,
    /// The enhanced fan-out consumers that are registered.
    pub fan_out_consumers: u32,
    /// The metrics that are sent of each shard.
    pub shard_level_metrics: u32,
}

/// Looks at how streams are kept, those too that are not ours to scale.
pub trait StreamSource: Send + Sync {
    fn upkeep(&self, stream: &str) -> impl Future<Output = Result<StreamUpkeep, PortError>> + Send;
}

/// How long this invocation may still run.
pub trait Deadline: Send + Sync {
    fn remaining(&self) -> Duration;
}
