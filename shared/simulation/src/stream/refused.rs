//! Why the service refuses to change a stream.

use super::{StreamStatus, change::CALLS_PER_DAY};

/// The exception that a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedAs {
    /// `ResourceInUseException`
    ResourceInUse,
    /// `ResourceNotFoundException`
    ResourceNotFound,
    /// `LimitExceededException`
    LimitExceeded,
    /// `InvalidArgumentException`
    InvalidArgument,
    /// `ValidationException`
    Validation,
}

/// Why the service refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such stream.
    #[error("the stream is not found")]
    NoStream,
    /// There is one of that name already.
    #[error("the stream already exists")]
    Exists,
    /// It is not ACTIVE.
    #[error("the stream is not ACTIVE, instead in state {}", .0.name())]
    NotActive(StreamStatus),
    /// It is in on-demand mode.
    #[error("this is only supported for data streams with the provisioned capacity mode")]
    OnDemand,
    /// It is not in on-demand mode.
    #[error("this is only supported for data streams with the on-demand capacity mode")]
    NotOnDemand,
    /// It is in that mode already.
    #[error("the stream is in that capacity mode already")]
    SameMode,
    /// The account has not committed itself to a minimum throughput.
    #[error("MinimumThroughputBillingCommitment is not enabled for the account")]
    NoCommitment,
    /// More warm throughput than a stream can have, in MiB a second.
    #[error("warm throughput must be between 0 and {most} MiB per second, not {asked}")]
    WarmThroughput {
        /// What was asked for.
        asked: i64,
        /// The most that there is.
        most: u32,
    },
    /// Fewer than 1 shard.
    #[error("the target shard count must be at least 1, not {0}")]
    TooFew(i64),
    /// More than 10,000 shards.
    #[error("target shard count or number of open shards cannot be greater than {most}, not {0}", most = super::change::MOST_SHARDS)]
    TooMany(i64),
    /// More than twice or less than half the open shards.
    #[error("cannot scale over double or below half of the {open} open shards to {target}")]
    Factor {
        /// What was asked for.
        target: u32,
        /// What is open.
        open: u32,
    },
    /// Ten calls in the last 24 hours.
    #[error("the stream has been resharded {CALLS_PER_DAY} times in the last 24 hours")]
    CallsPerDay,
    /// Two switches in the last 24 hours.
    #[error("the capacity mode has been switched twice in the last 24 hours")]
    SwitchesPerDay,
    /// The account would have more shards than it may.
    #[error("this request would exceed the account's limit of {0} shards")]
    ShardLimit(u32),
    /// The account would have more on-demand streams than it may.
    #[error("this request would exceed the account's limit of {0} on-demand streams")]
    OnDemandLimit(u32),
    /// Five streams are being created.
    #[error("too many streams are in the CREATING state")]
    Creating,
    /// There is no such shard.
    #[error("could not find shard {0}")]
    NoShard(String),
    /// The shard has been split or merged before.
    #[error("shard {0} is closed")]
    Closed(String),
    /// The new starting hash key does not lie inside.
    #[error(
        "NewStartingHashKey {key} is not both greater than one plus the shard's StartingHashKey \
         {first_key} and less than the shard's EndingHashKey {last_key}"
    )]
    KeyOutside {
        /// What was asked for.
        key: u128,
        /// The first key of the shard.
        first_key: u128,
        /// The last key of the shard.
        last_key: u128,
    },
    /// The second shard does not begin where the first ends.
    #[error("shards {0} and {1} are not an adjacent pair of shards eligible for merging")]
    NotAdjacent(String, String),
}

impl Refused {
    /// The exception that it is.
    #[must_use]
    pub fn refused_as(&self) -> RefusedAs {
        match self {
            Self::NotActive(_) | Self::Exists => RefusedAs::ResourceInUse,
            Self::NoStream | Self::NoShard(_) => RefusedAs::ResourceNotFound,
            Self::TooMany(_)
            | Self::Factor { .. }
            | Self::CallsPerDay
            | Self::SwitchesPerDay
            | Self::ShardLimit(_)
            | Self::OnDemandLimit(_)
            | Self::Creating => RefusedAs::LimitExceeded,
            Self::Closed(_)
            | Self::KeyOutside { .. }
            | Self::NotAdjacent(..)
            | Self::SameMode
            | Self::WarmThroughput { .. } => RefusedAs::InvalidArgument,
            Self::OnDemand | Self::NotOnDemand | Self::NoCommitment | Self::TooFew(_) => {
                RefusedAs::Validation
            }
        }
    }
}

impl RefusedAs {
    /// The exception's name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ResourceInUse => "ResourceInUseException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::LimitExceeded => "LimitExceededException",
            Self::InvalidArgument => "InvalidArgumentException",
            Self::Validation => "ValidationException",
        }
    }
}
