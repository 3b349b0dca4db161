//! Step limit: at most so much change at once.

use std::fmt;

use deserr::Deserr;
use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Adjustment, Capacity, Direction, policy::Mistakes};

/// The most that one change adds or removes, of the capacity there is.
#[derive(Clone, Copy, Debug, Deserr)]
#[deserr(error = Mistakes, from(Adjustment) = Self)]
pub(crate) struct Setting(Adjustment);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No limit is set.
    Unlimited,
    Within {
        limit: Adjustment,
    },
    Cut {
        limit: Adjustment,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (direction, settings) = context.directed(proposed)?;
    let Some(Setting(limit)) = settings.step_limit else {
        return Some((proposed, Word::Unlimited));
    };
    let current = context.current();
    let after = match direction {
        Direction::Out => proposed.min(limit.added_to(current)),
        Direction::In => proposed.max(lowest(limit, current)),
    };
    let word = if after == proposed {
        Word::Within { limit }
    } else {
        Word::Cut { limit }
    };
    Some((after, word))
}

/// At least one unit may go: per cent that allow nothing would hold a small target for ever.
fn lowest(limit: Adjustment, current: Capacity) -> Capacity {
    let one_less = Capacity(current.0.saturating_sub(1));
    limit.removed_from(current).min(one_less)
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("none set"),
            Self::Within { limit } => write!(f, "within {limit} at once"),
            Self::Cut { limit } => write!(f, "at most {limit} at once"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::guards::tests::Case;

    fn limited(limit: serde_json::Value) -> Case {
        Case::new(
            8,
            json!({"scale_in": {"cooldown": "0s", "stabilization": "0s", "step_limit": limit},
                   "scale_out": {"step_limit": limit}}),
        )
    }

    #[test]
    fn cuts_a_change_to_a_number_of_units() {
        assert_eq!(limited(json!(3)).restrained(20).0, Capacity(11));
        assert_eq!(limited(json!(3)).restrained(1).0, Capacity(5));
    }

    #[test]
    fn cuts_a_change_to_per_cent_of_what_there_is() {
        assert_eq!(limited(json!("50%")).restrained(20).0, Capacity(12));
        assert_eq!(limited(json!("50%")).restrained(1).0, Capacity(4));
    }

    #[test]
    fn lets_at_least_one_unit_go() {
        assert_eq!(limited(json!("10%")).restrained(1).0, Capacity(7));
    }

    #[test]
    fn leaves_a_smaller_change_alone() {
        assert_eq!(limited(json!(3)).restrained(10).0, Capacity(10));
    }
}
