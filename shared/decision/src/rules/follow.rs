//! One target's capacity from another's, as services that are attached to another have it.
//!
//! capacity = ⌈ratio × other + offset⌉. `after`: of the units that the other has, so that this
//! target changes when the other's change has arrived. `before`: of those that the other goes to, so
//! that both change at once or this one first.
//!
//! What is known of the other target is what its own evaluation left behind. When that is missing
//! or too old, or rests on a look that is, nothing is known.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, Missed, Period, Positive, TargetId, TargetKind, View,
    policy::{MAX_NAME, Mistakes, plain},
};

/// Follows the capacity of another target: wants its capacity × ratio + offset.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct Follow {
    /// The kind of the other target.
    kind: TargetKind,
    /// The name of the other target.
    #[schemars(length(min = 1, max = MAX_NAME), extend("examples" = ["another"]))]
    name: String,
    /// Units for each unit of the other.
    #[deserr(default = Positive::ONE)]
    #[schemars(extend("default" = 1.0, "examples" = [0.5]))]
    ratio: Positive,
    /// Units on top; fewer when it is negative.
    #[deserr(default)]
    #[schemars(extend("default" = 0, "examples" = [-2, 3]))]
    offset: i32,
    /// Whether the other target changes first.
    #[deserr(default)]
    #[schemars(extend("default" = "after"))]
    order: Order,
    /// How long ago the other target may have been seen.
    #[deserr(default = Period::minutes(15))]
    #[schemars(extend("default" = "15m"))]
    at_most_old: Period,
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
    /// This one goes where the other is going, so that it is there first when the other grows.
    Before,
}

fn checked(follow: Follow, location: ValuePointerRef) -> Result<Follow, Mistakes> {
    let mut wrong = Mistakes::default();
    if !plain(&follow.name) {
        wrong.note(location.push_key("name"), "expected the name of a target");
    }
    if follow.at_most_old == Period::ZERO {
        wrong.note(
            location.push_key("at_most_old"),
            "expected more than no time",
        );
    }
    wrong.or(follow)
}

/// How the other target stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    target: TargetId,
    order: Order,
    /// What the other has, or goes to.
    other: Capacity,
    ratio: f64,
    offset: i32,
}

impl Follow {
    /// How old what is known of the other may be.
    pub(crate) fn at_most_old(&self) -> Period {
        self.at_most_old
    }

    fn target(&self) -> TargetId {
        TargetId {
            kind: self.kind,
            name: self.name.clone(),
        }
    }
}

impl Recommends for Follow {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::CapacityOf(self.target())]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let target = self.target();
        let other = view.other(&target, self.at_most_old)?;
        let other = match self.order {
            Order::After => other.units,
            Order::Before => other.desired,
        };
        let wanted = self.ratio.number() * other.units() + f64::from(self.offset);
        let finding = Finding {
            target,
            order: self.order,
            other,
            ratio: self.ratio.number(),
            offset: self.offset,
        };
        Ok((Opinion::Wants(Capacity::holding(wanted)), finding))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, other, .. } = self;
        match self.order {
            Order::After => write!(f, "{target} has {other}"),
            Order::Before => write!(f, "{target} is to have {other}"),
        }
    }
}

#[cfg(test)]
mod tests;
