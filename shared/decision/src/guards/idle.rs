//! Idle: only members without work go, and so many of those are always kept. What may be busy
//! counts as busy.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Guard, Says, Sets};
use crate::{
    Capacity, Member,
    member::number_of,
    policy::Mistakes,
    rules::{Fact, Need},
};

/// What idle members have to do with scaling in.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Idle")]
pub(crate) struct Setting {
    /// Whether a busy member has to stay.
    #[deserr(default = true)]
    #[schemars(extend("default" = true))]
    only: bool,
    /// How many idle members there are at least after scaling in.
    #[deserr(default)]
    #[schemars(extend("default" = 0, "examples" = [2]))]
    keep: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Unset,
    /// So many may go.
    Within {
        idle: u32,
    },
    Cut {
        idle: u32,
        keep: u32,
    },
    /// Nobody has looked at the members.
    Unseen,
}

impl Sets for Setting {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Members {
            guard: Guard::Idle,
            fact: Fact::Work,
        }]
    }

    fn lets_go(&self, member: &Member, _now: Timestamp) -> bool {
        !self.only || member.is_idle()
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let leaving = context.leaving(proposed)?;
    let Some(Setting { only, keep }) = context.policy.guards.idle else {
        return Some((proposed, Word::Unset));
    };
    let Some(members) = &context.view.observation.members else {
        return Some((context.current(), Word::Unseen));
    };
    let idle = number_of(members.iter().filter(|member| member.is_idle()));
    // The work of a busy one that goes comes to those that are idle, so that they count for it too.
    let spare = idle.saturating_sub(keep);
    let free = if only {
        let free = members.iter().filter(|it| it.is_idle() && it.may_go());
        spare.min(number_of(free))
    } else if keep == 0 {
        leaving
    } else {
        spare
    };
    let after = context.without(leaving.min(free));
    let word = if after == proposed {
        Word::Within { idle }
    } else {
        Word::Cut { idle, keep }
    };
    Some((after, word))
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
            Self::Within { idle } => write!(f, "{idle} are idle"),
            Self::Cut { idle, keep: 0 } => write!(f, "only {idle} are idle and may go"),
            Self::Cut { idle, keep } => {
                write!(f, "of {idle} that are idle {keep} are kept")
            }
            Self::Unseen => f.write_str("nobody has looked which are idle"),
        }
    }
}

#[cfg(test)]
mod tests;
