//! Disruption: at most so many members drain at once, those that do already included. After
//! Karpenter's budgets: of several the strictest counts, and per cent are of all that are there,
//! rounded up.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Guard, Says, Sets};
use crate::{
    Adjustment, Capacity, Stage,
    member::number_of,
    policy::Mistakes,
    rules::{Fact, Need},
};

/// How many members may be draining at once.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Disruption")]
pub(crate) struct Setting {
    at_most: Budgets,
}

/// The most members that may be draining; of several amounts the least counts.
// Never none.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        Adjustment::json_schema(generator),
        {"type": "array", "minItems": 1, "items": Adjustment::json_schema(generator)}
    ])
)]
struct Budgets(Vec<Adjustment>);

impl Deserr<Mistakes> for Budgets {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let Value::Sequence(_) = value else {
            let only = Adjustment::deserialize_from_value(value, location)?;
            return Ok(Self(vec![only]));
        };
        let budgets: Vec<_> = Deserr::deserialize_from_value(value, location)?;
        if budgets.is_empty() {
            return Err(Mistakes::at(location, "expected at least one budget"));
        }
        Ok(Self(budgets))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Unset,
    Within {
        at_most: u32,
    },
    Cut {
        at_most: u32,
        draining: u32,
    },
    /// Nobody has looked at the members.
    Unseen,
}

impl Budgets {
    fn strictest_of(&self, present: u32) -> u32 {
        let present = Capacity(present);
        let each = self.0.iter();
        let units = each.map(|budget| budget.added_to(present).0.saturating_sub(present.0));
        units.min().unwrap_or(0)
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let leaving = context.leaving(proposed)?;
    let Some(Setting { at_most }) = &context.policy.guards.disruption else {
        return Some((proposed, Word::Unset));
    };
    let Some(members) = &context.view.observation.members else {
        return Some((context.current(), Word::Unseen));
    };
    let at = |stage| number_of(members.iter().filter(|member| member.stage == stage));
    let (serving, draining) = (at(Stage::Serving), at(Stage::Draining));
    let at_most = at_most.strictest_of(serving.saturating_add(draining));
    let after = context.without(leaving.min(at_most.saturating_sub(draining)));
    let word = if after == proposed {
        Word::Within { at_most }
    } else {
        Word::Cut { at_most, draining }
    };
    Some((after, word))
}

impl Sets for Setting {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Members {
            guard: Guard::Disruption,
            fact: Fact::Stage,
        }]
    }
}

impl Says for Word {
    fn lacks_members(&self) -> bool {
        matches!(self, Self::Unseen)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("none set"),
            Self::Within { at_most } => write!(f, "at most {at_most} at once"),
            Self::Cut {
                at_most,
                draining: 0,
            } => write!(f, "at most {at_most} drain at once"),
            Self::Cut { at_most, draining } => {
                write!(
                    f,
                    "at most {at_most} drain at once, and {draining} do already"
                )
            }
            Self::Unseen => f.write_str("nobody has looked how many drain"),
        }
    }
}

#[cfg(test)]
mod tests;
