//! Pause: scaling in, scaling out or both are off, until told otherwise or until a time.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{
    Capacity, Direction,
    policy::{Mistakes, Mode},
};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    paused: Paused,
    until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Deserr)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Mistakes, rename_all = lowercase)]
enum Paused {
    All,
    Out,
    In,
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    direction: Paused,
    #[deserr(default)]
    until: Option<String>,
}

impl Deserr<Mistakes> for Setting {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let until = document.until.map(|text| {
            text.parse().map_err(|_| {
                let detail =
                    format!("expected a time such as \"2026-03-02T12:00:00Z\", found \"{text}\"");
                Mistakes::at(location.push_key("until"), detail)
            })
        });
        Ok(Self {
            paused: document.direction,
            until: until.transpose()?,
        })
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
    let in_force = |pause: &Setting| pause.until.is_none_or(|until| now < until);
    let Some(Setting { paused, until }) = context.policy.guards.pause.filter(in_force) else {
        return Some((proposed, Word::NotPaused));
    };
    Some(match (paused, Direction::of(current, proposed)) {
        (Paused::Out, Some(Direction::In)) | (Paused::In, Some(Direction::Out)) => {
            (proposed, Word::OtherDirection { until })
        }
        _ => (current, Word::Paused { until }),
    })
}

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
}
