//! Everything that was seen of a target at the start of one evaluation.

use serde::{Deserialize, Serialize};

use crate::{Capacity, Member, Nodes, Other, Pushed, Series, TargetId};

/// Whether a target can be changed now, whoever changed it last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    #[default]
    Ready,
    /// A change is under way, and no other is taken.
    Changing,
    /// Of the units that were asked for only these run yet; another change is taken all the same.
    Starting { running: Capacity },
    /// More run than were asked for, as units that are to go are not gone yet; another change is taken
    /// all the same.
    Stopping { running: Capacity },
    /// All its units are replaced, so that for a while so many run; another change is taken all the
    /// same.
    Replacing { running: Capacity },
    /// It has been switched off: it is watched and never changed.
    Disabled,
    /// Its service scales it, as Kinesis does a stream on demand: it is watched and never changed.
    OnDemand,
}

impl Readiness {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Changing => "changing",
            Self::Starting { .. } => "starting",
            Self::Stopping { .. } => "stopping",
            Self::Replacing { .. } => "replacing",
            Self::Disabled => "disabled",
            Self::OnDemand => "on_demand",
        }
    }

    /// The units that run, where they are others than were asked for.
    #[must_use]
    pub fn running(self) -> Option<Capacity> {
        match self {
            Self::Starting { running }
            | Self::Stopping { running }
            | Self::Replacing { running } => Some(running),
            Self::Ready | Self::Changing | Self::Disabled | Self::OnDemand => None,
        }
    }

    /// Whether more units may run than were asked for, so that each has less to do than it will have.
    pub(crate) fn is_crowded(self) -> bool {
        matches!(self, Self::Stopping { .. } | Self::Replacing { .. })
    }

    /// Whether it is on its way from one state to another.
    #[must_use]
    pub fn is_passing(self) -> bool {
        self == Self::Changing || self.running().is_some()
    }
}

/// What was seen of one target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// Whose observation this is; `None` where nobody said.
    pub target: Option<TargetId>,
    /// The units that serve now.
    pub capacity: Capacity,
    /// Of a stream: its open shards, of which `capacity` is what they are as strong as.
    pub open: Option<Capacity>,
    /// Units that carry load too but are not scaled: a cluster's core nodes.
    pub fixed: Capacity,
    pub readiness: Readiness,
    /// One series for each metric that the policy names.
    pub series: Vec<Series>,
    /// The single units of the target; `None` when nobody has looked at them.
    pub members: Option<Vec<Member>>,
    /// What is known of a cluster's nodes together, beside `capacity` and `fixed`.
    pub nodes: Nodes,
    /// The other targets that the policy names, as far as they are known.
    pub others: Vec<Other>,
    /// The newest push of each source.
    pub pushed: Vec<Pushed>,
}
