//! Cooldown: after a change has arrived, wait before the next one in the same direction.
//!
//! Scaling in waits after any change, because what a scale-out brought has to be seen at work
//! first; a scale-out is never delayed by a scale-in, and ends its cooldown. The rest of a
//! scale-out that one call could not finish does not wait: it was let through already.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Capacity, Direction, Period, policy::Mistakes};

/// How long to wait, counted from when the change had arrived.
#[derive(Clone, Copy, Debug, Deserr)]
#[deserr(error = Mistakes, from(Period) = Self)]
pub(crate) struct Setting(Period);

impl Setting {
    fn default_for(direction: Direction) -> Self {
        match direction {
            Direction::Out => Self(Period::ZERO),
            Direction::In => Self(Period::minutes(15)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Over,
    Waiting { until: Timestamp },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (direction, settings) = context.directed(proposed)?;
    let default = || Setting::default_for(direction);
    let Setting(wait) = settings.cooldown.unwrap_or_else(default);
    let state = context.view.state;
    let last = match direction {
        Direction::Out if context.on_the_way => None,
        Direction::Out => state.scaled_out_at,
        Direction::In => state.scaled_out_at.max(state.scaled_in_at),
    };
    Some(match last.map(|last| wait.after(last)) {
        Some(until) if context.view.now < until => (context.current(), Word::Waiting { until }),
        _ => (proposed, Word::Over),
    })
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Over => None,
            Self::Waiting { until } => Some(*until),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over => f.write_str("over"),
            Self::Waiting { until } => write!(f, "until {until}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::guards::tests::{Case, noon};

    fn case() -> Case {
        Case::new(
            8,
            json!({"scale_in": {"cooldown": "15m", "stabilization": "0s"},
                   "scale_out": {"cooldown": "5m"}}),
        )
    }

    #[test]
    fn scaling_in_waits_after_a_change_in_either_direction() {
        let mut case = case();
        case.state.scaled_in_at = Some(Period::minutes(14).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(8));
        case.state.scaled_in_at = None;
        case.state.scaled_out_at = Some(Period::minutes(14).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(8));
        case.state.scaled_out_at = Some(Period::minutes(15).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(4));
    }

    #[test]
    fn scaling_out_does_not_wait_after_scaling_in() {
        let mut case = case();
        case.state.scaled_in_at = Some(Period::minutes(1).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn scaling_out_waits_after_scaling_out() {
        let mut case = case();
        case.state.scaled_out_at = Some(Period::minutes(4).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(8));
        case.on_the_way = true;
        assert_eq!(case.restrained(12).0, Capacity(12));
        case.on_the_way = false;
        assert_eq!(
            case.word("cooldown", 12),
            "cooldown: 8 instead of 12, until 2026-03-02T12:01:00Z"
        );
    }
}
