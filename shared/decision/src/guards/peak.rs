//! Peak: the share of the highest need that the rule `peak` keeps does not go. It adds nothing; a
//! person's override and a cap of the bounds, which are asked later, go below it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::Capacity;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No rule keeps anything, or none knows a need yet.
    Nothing,
    Within {
        kept: Capacity,
    },
    Cut {
        kept: Capacity,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    context.leaving(proposed)?;
    let Some(kept) = context.kept else {
        return Some((proposed, Word::Nothing));
    };
    let after = proposed.max(kept.min(context.current()));
    let word = if after == proposed {
        Word::Within { kept }
    } else {
        Word::Cut { kept }
    };
    Some((after, word))
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing is kept"),
            Self::Within { kept } | Self::Cut { kept } => {
                write!(f, "{kept} of the highest need are kept")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::guards::tests::{Case, at_once};

    /// Of eight units so many are kept.
    fn kept(units: u32, guards: Value) -> Case {
        let mut case = Case::new(8, at_once(guards));
        case.kept = Some(Capacity(units));
        case
    }

    #[test]
    fn what_is_kept_does_not_go() {
        let case = kept(6, json!({}));
        assert_eq!(case.restrained(4).0, Capacity(6));
        assert_eq!(case.restrained(7).0, Capacity(7));
        assert_eq!(
            case.word("peak", 4),
            "peak: 6 instead of 4, 6 of the highest need are kept"
        );
    }

    #[test]
    fn nothing_is_added_for_what_is_kept() {
        let case = kept(20, json!({}));
        assert_eq!(case.restrained(4).0, Capacity(8));
        assert_eq!(case.restrained(8).0, Capacity(8));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn what_is_left_of_a_change_may_be_too_small_to_be_worth_it() {
        let mut case = Case::new(
            8,
            json!({"scale_in": {"cooldown": "0s", "stabilization": "0s", "tolerance": 2}}),
        );
        case.kept = Some(Capacity(7));
        assert_eq!(case.restrained(2).0, Capacity(8));
        case.kept = Some(Capacity(6));
        assert_eq!(case.restrained(2).0, Capacity(6));
    }

    #[test]
    fn a_persons_override_goes_below_what_is_kept() {
        let manual = json!({"capacity": 3, "until": "2026-03-02T12:01:00Z"});
        let case = kept(6, json!({ "manual": manual }));
        assert_eq!(case.restrained(8).0, Capacity(3));
    }

    #[test]
    fn a_cap_goes_below_what_is_kept() {
        let mut case = kept(6, json!({}));
        case.bounds = crate::Bounds::new(Capacity(2), Capacity(5)).unwrap();
        assert_eq!(case.restrained(4).0, Capacity(5));
    }

    #[test]
    fn where_nothing_is_kept_everything_may_go() {
        let case = Case::new(8, at_once(json!({})));
        assert_eq!(case.restrained(4).0, Capacity(4));
        assert_eq!(case.word("peak", 4), "peak: nothing is kept");
    }
}
