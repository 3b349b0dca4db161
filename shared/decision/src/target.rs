//! What is scaled.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Period,
    policy::{Mistakes, kind_in_words, nearest, plain},
};

/// A kind of target. Each has a catalogue of metrics (`metrics/`) and an adapter that acts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// A Kinesis data stream; its units are shards.
    KinesisStream,
    /// An EMR cluster; its units are the nodes of its task instance groups.
    EmrCluster,
    /// An ECS service, such as the workers that read a stream; its units are tasks.
    EcsService,
    /// What has a Lambda function invoked for a stream; its units are the batches of each shard that
    /// are in work at once, its parallelization factor.
    EventSourceMapping,
}

impl TargetKind {
    pub const ALL: [Self; 4] = [
        Self::KinesisStream,
        Self::EmrCluster,
        Self::EcsService,
        Self::EventSourceMapping,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KinesisStream => "kinesis-stream",
            Self::EmrCluster => "emr-cluster",
            Self::EcsService => "ecs-service",
            Self::EventSourceMapping => "event-source-mapping",
        }
    }

    /// What a target of the kind is called, in words.
    #[must_use]
    pub fn named_by(self) -> &'static str {
        match self {
            Self::KinesisStream => {
                "the name of a stream, 1 to 128 letters, digits, `-`, `_` and `.`"
            }
            Self::EmrCluster => "the id of a cluster, 1 to 128 letters, digits, `-`, `_` and `.`",
            Self::EcsService => "a cluster and a service in it, as `cluster.service`",
            Self::EventSourceMapping => "the UUID of a mapping",
        }
    }

    /// Whether a target of the kind can be called `name`. Kinesis and EMR API reference: names and
    /// ids of streams and clusters. Lambda API reference, GetEventSourceMapping: a UUID.
    pub(crate) fn can_be_called(self, name: &str) -> bool {
        match self {
            Self::KinesisStream | Self::EmrCluster => plain(name),
            Self::EcsService => cluster_and_service(name)
                .is_some_and(|(cluster, service)| [cluster, service].into_iter().all(fits_ecs)),
            Self::EventSourceMapping => {
                let lengths = name.split('-').map(str::len);
                lengths.eq([8, 4, 4, 4, 12])
                    && name
                        .bytes()
                        .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
            }
        }
    }

    /// The capacities that a target can have, as far as they are known. Kinesis API reference,
    /// UpdateShardCount: a stream has 1 to 10,000 shards. ECS developer guide, service quotas: a
    /// service has at most 5,000 tasks. Lambda API reference, UpdateEventSourceMapping: a factor is
    /// 1 to 10.
    #[must_use]
    pub fn possible(self) -> RangeInclusive<u32> {
        match self {
            Self::KinesisStream => 1..=10_000,
            Self::EmrCluster => 0..=Capacity::MAX.0,
            Self::EcsService => 0..=5_000,
            Self::EventSourceMapping => 1..=10,
        }
    }

    /// How long the service counts a change of one target; `None` where it does not count them.
    /// Kinesis API reference, UpdateShardCount: a rolling 24 hours.
    #[must_use]
    pub fn calls_counted_for(self) -> Option<Period> {
        match self {
            // A minute more, because the service counts from when it was reached.
            Self::KinesisStream => Some(Period::minutes(24 * 60 + 1)),
            Self::EmrCluster | Self::EcsService | Self::EventSourceMapping => None,
        }
    }
}

/// A service's cluster and its own name, of the name of a target. ECS API reference, CreateCluster
/// and CreateService: neither has a dot.
#[must_use]
pub fn cluster_and_service(name: &str) -> Option<(&str, &str)> {
    name.split_once('.')
}

/// ECS API reference, CreateService: up to 255 letters, digits, `_` and `-`.
fn fits_ecs(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=255).contains(&name.len()) && name.bytes().all(known)
}

impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Deserr<Mistakes> for TargetKind {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let names = Self::ALL.map(Self::name);
        let expected = format!("expected a kind of target: {}", names.join(" or "));
        match value {
            Value::String(name) => name.parse().map_err(|()| {
                let near = nearest(&name, &names);
                Mistakes::at(location, format!("{expected}, found \"{name}\"{near}"))
            }),
            other => {
                let found = kind_in_words(other.kind());
                Err(Mistakes::at(location, format!("{expected}, found {found}")))
            }
        }
    }
}

impl FromStr for TargetKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(())
    }
}

/// One target, by what its kind is [named by](TargetKind::named_by).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TargetId {
    pub kind: TargetKind,
    pub name: String,
}

impl fmt::Display for TargetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}
