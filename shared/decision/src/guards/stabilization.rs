//! Stabilization: of everything the rules recommended within a window the safest counts. After
//! Kubernetes' Horizontal Pod Autoscaler: for scaling in the highest, for scaling out the lowest.

use std::fmt;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets, Settings};
use crate::{Capacity, Direction, Period, policy::Mistakes};

/// The window in which the safest recommendation counts: scaling in the highest, scaling out the
/// lowest. `0s`: only the newest. Default: `0s` out, `30m` in.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, from(Period) = Self)]
#[schemars(inline)]
pub(crate) struct Setting(Period);

impl Setting {
    fn default_for(direction: Direction) -> Self {
        match direction {
            Direction::Out => Self(Period::ZERO),
            Direction::In => Self(Period::minutes(30)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The newest recommendation is the safest of the window.
    Stable { window: Period },
    /// Within the window the rules recommended `safest`.
    Unsettled { window: Period, safest: Capacity },
}

impl Settings {
    /// The stabilization window of a direction, as set or by default.
    pub(crate) fn stabilization_window(&self, direction: Direction) -> Period {
        let set = self.of(direction).stabilization;
        set.unwrap_or_else(|| Setting::default_for(direction)).0
    }

    /// How long recommendations have to be remembered: the longest window that asks for them.
    pub(crate) fn longest_stabilization(&self) -> Period {
        let of = |direction| self.stabilization_window(direction);
        of(Direction::Out).max(of(Direction::In))
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (direction, _) = context.directed(proposed)?;
    let window = context.policy.guards.stabilization_window(direction);
    let start = window.before(context.view.now);
    let (safest, after) = match direction {
        Direction::In => {
            let highest = context
                .recommendations
                .highest_since(start)
                .unwrap_or(proposed);
            (highest, proposed.max(highest).min(context.current()))
        }
        Direction::Out => {
            let lowest = context
                .recommendations
                .lowest_since(start)
                .unwrap_or(proposed);
            (lowest, proposed.min(lowest).max(context.current()))
        }
    };
    let word = if after == proposed {
        Word::Stable { window }
    } else {
        Word::Unsettled { window, safest }
    };
    Some((after, word))
}

impl Sets for Setting {}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stable { window } if *window == Period::ZERO => f.write_str("no window"),
            Self::Stable { window } => write!(f, "nothing safer was recommended within {window}"),
            Self::Unsettled { window, safest } => {
                write!(f, "the rules wanted {safest} within the last {window}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guards::tests::{Case, noon};

    fn settled(window: &str) -> serde_json::Value {
        serde_json::json!({ "scale_in": { "stabilization": window },
                            "scale_out": { "stabilization": window } })
    }

    #[test]
    fn scaling_in_waits_for_the_highest_recommendation_of_the_window() {
        let mut case = Case::new(8, settled("30m"));
        case.recommended(Period::minutes(20).before(noon()), 6);
        assert_eq!(case.restrained(3).0, Capacity(6));
        case.recommended(Period::minutes(40).before(noon()), 8);
        assert_eq!(case.restrained(3).0, Capacity(6));
    }

    #[test]
    fn scaling_out_waits_for_the_lowest_recommendation_of_the_window() {
        let mut case = Case::new(8, settled("5m"));
        case.recommended(Period::minutes(2).before(noon()), 10);
        assert_eq!(case.restrained(20).0, Capacity(10));
    }

    #[test]
    fn the_direction_is_never_turned_round() {
        let mut case = Case::new(8, settled("30m"));
        case.recommended(Period::minutes(3).before(noon()), 20);
        assert_eq!(case.restrained(3).0, Capacity(8));
    }

    #[test]
    fn says_what_was_wanted() {
        let mut case = Case::new(8, settled("30m"));
        case.recommended(Period::minutes(3).before(noon()), 6);
        assert_eq!(
            case.word("stabilization", 3),
            "stabilization: 6 instead of 3, the rules wanted 6 within the last 30m"
        );
    }

    #[test]
    fn says_when_nothing_safer_was_wanted() {
        assert_eq!(
            Case::new(8, settled("30m")).word("stabilization", 3),
            "stabilization: nothing safer was recommended within 30m"
        );
        let none = Case::new(8, settled("0s"));
        assert_eq!(none.word("stabilization", 3), "stabilization: no window");
    }

    #[test]
    fn unless_it_is_set_scaling_in_waits_half_an_hour_and_scaling_out_does_not() {
        let mut case = Case::new(8, serde_json::json!({}));
        case.recommended(Period::minutes(31).before(noon()), 7);
        assert_eq!(case.restrained(3).0, Capacity(3));
        case.recommended(Period::minutes(30).before(noon()), 6);
        assert_eq!(case.restrained(3).0, Capacity(6));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }
}
