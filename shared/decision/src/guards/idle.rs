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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Stage, Work, guards::tests::Case};

    /// Eight nodes, of which so many are idle.
    fn case(idle: usize, setting: Value) -> Case {
        let mut case = Case::of_nodes(json!({ "idle": setting }), &[10; 8]);
        for busy in case.nodes().skip(idle) {
            busy.work = Work::Busy;
        }
        case
    }

    #[test]
    fn only_idle_members_go() {
        assert_eq!(case(3, json!({})).restrained(2).0, Capacity(5));
        assert_eq!(case(3, json!({})).restrained(6).0, Capacity(6));
        assert_eq!(case(0, json!({})).restrained(7).0, Capacity(8));
        assert_eq!(case(3, json!({"only": false})).restrained(2).0, Capacity(2));
    }

    #[test]
    fn only_idle_members_may_be_chosen() {
        assert_eq!(case(2, json!({})).free_to_go(), ["n0", "n1"]);
        assert_eq!(case(2, json!({"only": false})).free_to_go().len(), 8);
    }

    #[test]
    fn it_looks_which_members_have_work() {
        let need = Need::Members {
            guard: Guard::Idle,
            fact: Fact::Work,
        };
        assert_eq!(case(2, json!({})).needs(), [need]);
    }

    #[test]
    fn so_many_idle_members_are_kept() {
        assert_eq!(case(3, json!({"keep": 1})).restrained(2).0, Capacity(6));
        assert_eq!(case(3, json!({"keep": 4})).restrained(2).0, Capacity(8));
        let any = json!({"only": false, "keep": 1});
        assert_eq!(case(3, any).restrained(2).0, Capacity(6));
    }

    #[test]
    fn what_may_be_busy_counts_as_busy() {
        let mut case = case(3, json!({}));
        for member in case.nodes().take(2) {
            member.work = Work::Unknown;
        }
        assert_eq!(case.restrained(2).0, Capacity(7));
    }

    #[test]
    fn what_drains_or_is_protected_does_not_go_again() {
        let mut case = case(3, json!({}));
        case.nodes().next().unwrap().stage = Stage::Draining;
        case.nodes().nth(1).unwrap().protected = true;
        assert_eq!(case.restrained(2).0, Capacity(7));
    }

    #[test]
    fn scaling_in_is_held_while_nobody_has_looked() {
        let mut case = case(3, json!({}));
        case.seen.members = None;
        assert_eq!(case.restrained(12).0, Capacity(12));
        assert_eq!(
            case.word("idle", 2),
            "idle: 8 instead of 2, nobody has looked which are idle"
        );
    }

    #[test]
    fn says_how_many_are_idle() {
        assert_eq!(
            case(3, json!({"keep": 1})).word("idle", 2),
            "idle: 6 instead of 2, of 3 that are idle 1 are kept"
        );
        assert_eq!(
            case(3, json!({})).word("idle", 2),
            "idle: 5 instead of 2, only 3 are idle and may go"
        );
    }

    #[test]
    fn what_is_not_restrained_is_told_too() {
        assert_eq!(case(3, json!({})).word("idle", 6), "idle: 3 are idle");
        let unset = Case::of_nodes(json!({}), &[9]);
        assert_eq!(unset.word("idle", 0), "idle: none set");
    }
}
