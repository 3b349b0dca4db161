//! One target's capacity from another's, as services that are attached to another have it.
//!
//! With a share of each: capacity = ⌈ratio × other + offset⌉. `together`: the units of both
//! multiplied are at least so many, as the shards of a stream and the batches of each that are in
//! work: capacity = ⌈together ÷ other⌉.
//!
//! `after`: of the units that the other has, so that this target changes when the other's change has
//! arrived. `before`: of those that it goes to, so that both change at once or this one first; with
//! `together` only where they get fewer.
//!
//! What is known of the other target is what its own evaluation left behind. When that is missing
//! or too old, or rests on a look that is, nothing is known.

mod document;

use std::fmt;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Capacity, Missed, Period, TargetId, View, policy::Mistakes};
use document::Document;

/// Follows the capacity of another target: wants its capacity × ratio + offset, or as much as makes
/// so many together with it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "Document")]
pub struct Follow {
    target: TargetId,
    share: Share,
    order: Order,
    at_most_old: Period,
}

/// How many units go with those of the other target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Share {
    /// So many for each of the other's, and some on top.
    OfEach { ratio: f64, offset: i32 },
    /// So many that both multiplied are at least this.
    Together(f64),
}

impl Share {
    fn of(self, other: Capacity) -> Capacity {
        Capacity::holding(match self {
            Self::OfEach { ratio, offset } => ratio * other.units() + f64::from(offset),
            // Of a target that has nothing as of one with a single unit: it cannot be divided by.
            Self::Together(units) => units / other.units().max(1.0),
        })
    }
}

/// Whether the other target changes first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Deserr, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Mistakes, rename_all = lowercase)]
enum Order {
    /// This one follows what the other has.
    #[default]
    After,
    /// This one goes where the other is going, so that it is there first when the other grows; with
    /// `together`, when the other shrinks.
    Before,
}

/// How the other target stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    target: TargetId,
    /// Which of the two counted.
    order: Order,
    /// What the other has, or goes to.
    other: Capacity,
    share: Share,
}

impl Follow {
    /// How old what is known of the other may be.
    pub(crate) fn at_most_old(&self) -> Period {
        self.at_most_old
    }
}

impl Recommends for Follow {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::CapacityOf(self.target.clone())]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let Self { target, share, .. } = self;
        let other = view.other(target, self.at_most_old)?;
        let order = match (self.order, share) {
            // Where the other grows, fewer here come later than its units do.
            (Order::Before, Share::Together(_)) if other.units < other.desired => Order::After,
            (order, _) => order,
        };
        let other = match order {
            Order::After => other.units,
            Order::Before => other.desired,
        };
        let finding = Finding {
            target: target.clone(),
            order,
            other,
            share: *share,
        };
        Ok((Opinion::Wants(share.of(other)), finding))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, other, .. } = self;
        match self.order {
            Order::After => write!(f, "{target} has {other}")?,
            Order::Before => write!(f, "{target} is to have {other}")?,
        }
        match self.share {
            Share::OfEach { .. } => Ok(()),
            Share::Together(units) => write!(f, ", and both multiplied are to make {units}"),
        }
    }
}

#[cfg(test)]
mod tests;
