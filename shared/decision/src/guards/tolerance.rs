//! Tolerance: a recommendation so close to the capacity there is that a change is not worth its
//! trouble is left alone.
//!
//! A distance that is as large as the tolerance is acted on, as with Dataproc's
//! `scaleUpMinWorkerFraction` and `scaleDownMinWorkerFraction`: of 20 workers and 0.1, two.

use std::fmt;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{Adjustment, Capacity, policy::Mistakes};

/// The least change that is made, of the capacity there is; a smaller one is left alone. Default:
/// none.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, from(Adjustment) = Self)]
#[schemars(inline)]
pub(crate) struct Setting(Adjustment);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No tolerance is set.
    Any,
    Far {
        tolerance: Adjustment,
    },
    Near {
        tolerance: Adjustment,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (_, settings) = context.directed(proposed)?;
    let Some(Setting(tolerance)) = settings.tolerance else {
        return Some((proposed, Word::Any));
    };
    let current = context.current();
    // Both are whole units, so that rounding the tolerance up changes nothing.
    let least = tolerance.added_to(current).0.abs_diff(current.0);
    Some(if current.0.abs_diff(proposed.0) < least {
        (current, Word::Near { tolerance })
    } else {
        (proposed, Word::Far { tolerance })
    })
}

impl Sets for Setting {}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("none set"),
            Self::Far { tolerance } => write!(f, "at least {tolerance} away"),
            Self::Near { tolerance } => write!(f, "less than {tolerance} away"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::guards::tests::Case;

    fn tolerant(current: u32) -> Case {
        Case::new(
            current,
            json!({"scale_in": {"cooldown": "0s", "stabilization": "0s", "tolerance": "20%"},
                   "scale_out": {"tolerance": 2}}),
        )
    }

    #[test]
    fn what_is_closer_than_the_tolerance_is_left_alone() {
        assert_eq!(tolerant(10).restrained(11).0, Capacity(10));
        assert_eq!(tolerant(10).restrained(9).0, Capacity(10));
        assert_eq!(
            tolerant(10).word("tolerance", 9),
            "tolerance: 10 instead of 9, less than 20 % away"
        );
    }

    #[test]
    fn what_is_as_far_as_the_tolerance_is_acted_on() {
        assert_eq!(tolerant(10).restrained(12).0, Capacity(12));
        assert_eq!(tolerant(10).restrained(8).0, Capacity(8));
        // 20 % of 12 are 2.4: 2 are less, 3 are not.
        assert_eq!(tolerant(12).restrained(10).0, Capacity(12));
        assert_eq!(tolerant(12).restrained(9).0, Capacity(9));
    }

    #[test]
    fn a_target_outside_its_bounds_is_brought_back_however_near() {
        assert_eq!(tolerant(65).restrained(65).0, Capacity(64));
    }

    #[test]
    fn what_is_acted_on_is_told_too() {
        assert_eq!(
            tolerant(10).word("tolerance", 12),
            "tolerance: at least 2 away"
        );
        let unset = Case::new(8, json!({}));
        assert_eq!(unset.word("tolerance", 12), "tolerance: none set");
    }
}
