//! What is written down of an evaluation. Each can be explained from its record alone.

mod operating;

use std::sync::Arc;

use decision::{ActivityEnd, Capacity, Decision, Period};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Failure;
pub use operating::Operating;
pub(crate) use operating::planned;

/// One evaluation, or several in a row that said the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The first evaluation that this record stands for.
    pub since: Timestamp,
    /// The last one; its numbers are the record's numbers.
    pub until: Timestamp,
    /// How many there were.
    pub times: u32,
    pub policy: String,
    pub policy_version: u64,
    pub outcome: Outcome,
    /// An activity that was seen to end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ended: Option<ActivityEnd>,
    /// What went wrong on the way without preventing a decision.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub problems: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Decided {
        decision: Arc<Decision>,
        act: Act,
    },
    /// The target is there no more, and was selected, not named: the last record.
    Retired,
    /// There was no decision.
    Failed {
        failure: Failure,
        message: String,
    },
}

/// What was done about a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Nothing was to be done.
    None,
    /// The policy only records.
    DryRun,
    /// Claimed, and not answered yet: if this stays, the holder of the claim died.
    Claimed,
    /// The service accepted this step.
    Accepted { asked: Capacity },
    /// An operation of a plan was claimed, to be asked for at once. That the service accepted it is
    /// not written down: the shards of the next look tell.
    Operating(Operating),
    /// The service did not; the claim stays as a pause before the next try.
    Refused { failure: Failure, message: String },
}

impl Record {
    /// The operation that was asked for, and the plan that it is part of.
    #[must_use]
    pub fn operating(&self) -> Option<&Operating> {
        match &self.outcome {
            Outcome::Decided {
                act: Act::Operating(operating),
                ..
            } => Some(operating),
            Outcome::Decided { .. } | Outcome::Failed { .. } | Outcome::Retired => None,
        }
    }

    /// The decision by which an operation was asked for.
    pub(crate) fn operated_by(&self) -> Option<&Decision> {
        match &self.outcome {
            Outcome::Decided {
                decision,
                act: Act::Operating(_),
            } => Some(decision),
            Outcome::Decided { .. } | Outcome::Failed { .. } | Outcome::Retired => None,
        }
    }

    /// This record after `previous`: folded into it when it says the same.
    #[must_use]
    pub fn after(self, previous: Option<&Self>) -> Self {
        match previous {
            Some(previous) if self.folds_into(previous) => Self {
                since: previous.since,
                times: previous.times.saturating_add(1),
                ..self
            },
            _ => self,
        }
    }

    /// Whether both say the same, numbers aside. What changed anything is never folded, and no
    /// record grows longer than a day.
    #[must_use]
    pub fn folds_into(&self, previous: &Self) -> bool {
        let same_policy =
            (&self.policy, self.policy_version) == (&previous.policy, previous.policy_version);
        let short = Period::between(previous.since, self.until) < Period::minutes(24 * 60);
        let eventless = self.ended.is_none() && previous.ended.is_none();
        same_policy
            && short
            && eventless
            && self.problems == previous.problems
            && self.outcome.is_like(&previous.outcome)
    }

    /// The record in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.outcome {
            Outcome::Decided {
                decision,
                act: Act::None,
            } => decision.to_string(),
            Outcome::Decided {
                decision,
                act: Act::Accepted { .. },
            } => match decision.budget {
                Some(budget) => format!("{decision}; {}", budget.after_a_call()),
                None => decision.to_string(),
            },
            Outcome::Decided {
                decision,
                act: Act::Operating(operating),
            } => format!("{decision}; {}", planned(decision.budget, operating)),
            Outcome::Decided {
                decision,
                act: Act::Claimed,
            } => format!("claimed, and not answered: {decision}"),
            Outcome::Decided {
                decision,
                act: Act::DryRun,
            } => {
                format!("dry run: would {decision}")
            }
            Outcome::Decided {
                decision,
                act: Act::Refused { message, .. },
            } => {
                format!("{decision}; refused: {message}")
            }
            Outcome::Retired => "retired: it is there no more".to_owned(),
            Outcome::Failed { message, .. } => format!("no decision: {message}"),
        }
    }
}

impl Outcome {
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Decided {
                    decision,
                    act: act @ (Act::None | Act::DryRun),
                },
                Self::Decided {
                    decision: before,
                    act: acted,
                },
            ) => act == acted && decision.is_like(before),
            (
                Self::Decided {
                    decision,
                    act: Act::Operating(operating),
                },
                Self::Decided {
                    decision: before,
                    act: Act::Operating(operated),
                },
            ) => operating.is_like(operated) && decision.is_like(before),
            (Self::Failed { .. }, Self::Failed { .. }) => self == other,
            (Self::Retired, Self::Retired) => true,
            _ => false,
        }
    }
}
