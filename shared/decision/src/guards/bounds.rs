//! Bounds: the last word on how much. They hold without metrics and during a cooldown: a target
//! outside its bounds is brought back.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Bounds, Capacity};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Within { bounds: Bounds },
    Clamped { bounds: Bounds },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let bounds = context.bounds;
    let after = bounds.clamp(proposed);
    let word = if after == proposed {
        Word::Within { bounds }
    } else {
        Word::Clamped { bounds }
    };
    Some((after, word))
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within { bounds } => write!(f, "within {bounds}"),
            Self::Clamped { bounds } => write!(f, "the bounds in force are {bounds}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        Period,
        guards::tests::{Case, noon},
    };

    #[test]
    fn a_recommendation_outside_is_clamped() {
        assert_eq!(Case::new(8, json!({})).restrained(100).0, Capacity(64));
    }

    #[test]
    fn a_target_outside_is_brought_back_during_a_cooldown() {
        let mut case = Case::new(100, json!({"scale_in": {"cooldown": "1h"}}));
        case.state.scaled_out_at = Some(Period::minutes(1).before(noon()));
        assert_eq!(case.restrained(100).0, Capacity(64));
    }

    #[test]
    fn says_what_the_bounds_are() {
        let case = Case::new(8, json!({}));
        assert_eq!(case.word("bounds", 64), "bounds: within 2 to 64");
        assert_eq!(
            case.word("bounds", 65),
            "bounds: 64 instead of 65, the bounds in force are 2 to 64"
        );
    }
}
