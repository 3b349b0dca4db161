//! Pause: scaling in, scaling out or both are off, until told otherwise or until a time.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{
    Capacity, Direction,
    moment::Moment,
    policy::{Mistakes, Mode},
};

/// Turns scaling off, in one direction or both.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Pause")]
pub(crate) struct Setting {
    /// What is paused.
    direction: Paused,
    /// When the pause ends by itself. Default: never.
    #[deserr(default)]
    until: Option<Moment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Mistakes, rename_all = lowercase)]
enum Paused {
    /// Nothing is changed.
    All,
    /// Nothing is added.
    Out,
    /// Nothing is removed.
    In,
}

impl Setting {
    /// When it ends by itself.
    pub(crate) fn end(self) -> Option<Timestamp> {
        self.until.map(|Moment(until)| until)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    NotPaused,
    Paused {
        until: Option<Timestamp>,
    },
    /// The pause is of the other direction.
    OtherDirection {
        until: Option<Timestamp>,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (current, now) = (context.current(), context.view.now);
    if context.policy.mode == Mode::Paused {
        return Some((current, Word::Paused { until: None }));
    }
    let in_force = |pause: &Setting| pause.until.is_none_or(|Moment(until)| now < until);
    let Some(pause) = context.policy.guards.pause.filter(in_force) else {
        return Some((proposed, Word::NotPaused));
    };
    let until = pause.until.map(|Moment(until)| until);
    Some(match (pause.direction, Direction::of(current, proposed)) {
        (Paused::Out, Some(Direction::In)) | (Paused::In, Some(Direction::Out)) => {
            (proposed, Word::OtherDirection { until })
        }
        _ => (current, Word::Paused { until }),
    })
}

impl Sets for Setting {}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Paused { until } => *until,
            Self::NotPaused | Self::OtherDirection { .. } => None,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, until) = match self {
            Self::NotPaused => return f.write_str("not paused"),
            Self::Paused { until } => ("paused", until),
            Self::OtherDirection { until } => ("only the other direction is paused", until),
        };
        f.write_str(words)?;
        until.map_or(Ok(()), |until| write!(f, " until {until}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::guards::tests::Case;

    fn paused(pause: Value) -> Case {
        Case::new(
            8,
            json!({"pause": pause, "scale_in": {"cooldown": "0s", "stabilization": "0s"}}),
        )
    }

    #[test]
    fn a_pause_of_all_holds_both_directions() {
        let case = paused(json!({"direction": "all"}));
        assert_eq!(
            (case.restrained(12).0, case.restrained(4).0),
            (Capacity(8), Capacity(8))
        );
    }

    #[test]
    fn a_pause_of_one_direction_leaves_the_other() {
        let case = paused(json!({"direction": "in"}));
        assert_eq!(
            (case.restrained(12).0, case.restrained(4).0),
            (Capacity(12), Capacity(8))
        );
        let case = paused(json!({"direction": "out"}));
        assert_eq!(
            (case.restrained(12).0, case.restrained(4).0),
            (Capacity(8), Capacity(4))
        );
    }

    #[test]
    fn a_pause_ends_by_itself() {
        let case = paused(json!({"direction": "all", "until": "2026-03-02T12:00:00Z"}));
        assert_eq!(case.restrained(12).0, Capacity(12));
        let case = paused(json!({"direction": "all", "until": "2026-03-02T12:00:01Z"}));
        assert_eq!(case.restrained(12).0, Capacity(8));
    }

    #[test]
    fn each_case_has_its_word() {
        let until = "2026-03-02T13:00:00Z";
        let case = paused(json!({"direction": "in", "until": until}));
        assert_eq!(
            case.word("pause", 4),
            format!("pause: 8 instead of 4, paused until {until}")
        );
        assert_eq!(case.until("pause", 4), until.parse().ok());
        assert_eq!(
            case.word("pause", 12),
            format!("pause: only the other direction is paused until {until}")
        );
        assert_eq!(case.until("pause", 12), None);
        assert_eq!(
            Case::new(8, json!({})).word("pause", 12),
            "pause: not paused"
        );
    }
}
