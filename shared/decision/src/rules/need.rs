//! What rules and guards have to be shown.

use crate::{Metric, Period, TargetId, guards::Guard};

/// How far back a rule may look: every tick asks for the whole time again, of all targets at once.
pub(crate) const LONGEST_LOOKBACK: Period = Period::minutes(180);

/// Something that a rule has to be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// The samples of a metric, so far back. `field` names the metric in the rule's document.
    Samples {
        field: &'static str,
        metric: Metric,
        lookback: Period,
    },
    /// The same of every member by itself.
    SamplesOfEach {
        field: &'static str,
        metric: Metric,
        lookback: Period,
    },
    /// What is known of a cluster's nodes together. `field` names it in the rule's document.
    Nodes { field: &'static str },
    /// Something about every member that is not measured; `guard` looks at it.
    Members { guard: Guard, fact: Fact },
    /// What the rules needed at most in so long a time.
    Peak { over: Period },
    /// How another target stands.
    CapacityOf(TargetId),
    /// What another system pushed.
    Pushed { source: String },
}

/// What is to be known of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Since,
    Stage,
    Work,
}

impl Need {
    /// The metric, and its field in the rule's document.
    #[must_use]
    pub fn metric(&self) -> Option<(&'static str, Metric)> {
        match self {
            Self::Samples { field, metric, .. } | Self::SamplesOfEach { field, metric, .. } => {
                Some((*field, *metric))
            }
            Self::Nodes { .. }
            | Self::Members { .. }
            | Self::Peak { .. }
            | Self::CapacityOf(_)
            | Self::Pushed { .. } => None,
        }
    }

    pub(crate) fn lookback(&self) -> Option<Period> {
        match self {
            Self::Samples { lookback, .. } | Self::SamplesOfEach { lookback, .. } => {
                Some(*lookback)
            }
            Self::Nodes { .. }
            | Self::Members { .. }
            | Self::Peak { .. }
            | Self::CapacityOf(_)
            | Self::Pushed { .. } => None,
        }
    }
}
