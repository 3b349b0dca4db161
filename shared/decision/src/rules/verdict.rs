//! What a rule says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::{Capacity, Direction, Gap, Missed};

/// What a rule would like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// This capacity, neither more nor less.
    Wants(Capacity),
    /// Not more than there is; less is up to the others.
    Content,
    /// Nothing about load: bounds to keep to now.
    Limits {
        floor: Option<Capacity>,
        cap: Option<Capacity>,
    },
    /// Nothing about load: at least this much of what there is stays. It adds nothing; a cap or a
    /// person's override goes below it.
    Keeps(Capacity),
    /// The rule watches load and cannot see it.
    Abstains,
}

/// An opinion with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The name that the policy gave the rule.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The group in which it was combined first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    pub opinion: Opinion,
    pub finding: Finding,
    /// Recorded, not counted.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub shadow: bool,
    /// When the opinion may change though nothing else does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

impl Verdict {
    /// It counts, watches load and cannot see it; and not only because capacity has just changed.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        let settling = matches!(
            self.finding,
            Finding::Missing(Missed {
                gap: Gap::BeforeChange { .. },
                ..
            })
        );
        self.opinion == Opinion::Abstains && !self.shadow && !settling
    }

    /// The way that the rule would like to go from `current`.
    pub(crate) fn direction(&self, current: Capacity) -> Option<Direction> {
        match self.opinion {
            Opinion::Wants(capacity) => Direction::of(current, capacity),
            Opinion::Content | Opinion::Limits { .. } | Opinion::Keeps(_) | Opinion::Abstains => {
                None
            }
        }
    }
}
