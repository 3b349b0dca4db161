//! Many opinions become one recommendation: any up, all down.

use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Goal,
    rules::{Opinion, Verdict},
};

/// What the rules recommend together, before any guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combined {
    /// The largest of what the rules want.
    Largest { capacity: Capacity, rule: usize },
    /// Less would do by those that could see, but not all could.
    HeldByMissing { capacity: Capacity },
    /// The rules cannot see yet what the last step of a far scale-out brought; the way goes on.
    OnTheWay { capacity: Capacity },
    /// No rule wants anything else.
    Nothing { capacity: Capacity },
}

impl Combined {
    #[must_use]
    pub fn capacity(self) -> Capacity {
        match self {
            Self::Largest { capacity, .. }
            | Self::HeldByMissing { capacity }
            | Self::OnTheWay { capacity }
            | Self::Nothing { capacity } => capacity,
        }
    }
}

/// The largest recommendation wins. Less than `current` only when every rule that watches load
/// has spoken and none wants more.
pub(crate) fn combine(current: Capacity, verdicts: &[Verdict]) -> Combined {
    let mut largest: Option<(Capacity, usize)> = None;
    let mut blind = false;
    for (rule, verdict) in verdicts.iter().enumerate() {
        match verdict.opinion {
            Opinion::Wants(capacity) if largest.is_none_or(|(most, _)| most < capacity) => {
                largest = Some((capacity, rule));
            }
            Opinion::Wants(_) | Opinion::Content | Opinion::Limits { .. } => {}
            Opinion::Abstains => blind = true,
        }
    }
    match largest {
        Some((capacity, rule)) if current < capacity => Combined::Largest { capacity, rule },
        _ if blind => Combined::HeldByMissing { capacity: current },
        Some((capacity, rule)) => Combined::Largest { capacity, rule },
        None => Combined::Nothing { capacity: current },
    }
}

impl Combined {
    /// While the rules cannot see, a far scale-out that one call could not finish goes on.
    pub(crate) fn towards(self, goal: Option<Goal>) -> Self {
        match (self, goal) {
            (Self::HeldByMissing { capacity }, Some(goal)) if capacity < goal.capacity => {
                Self::OnTheWay {
                    capacity: goal.capacity,
                }
            }
            (combined, _) => combined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{stream, verdict_of};

    const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;
    const LAG: &str = r#"{"step": {"metric": "iterator_age_seconds", "over": 60, "add": 3}}"#;

    fn with(opinion: Opinion) -> Verdict {
        Verdict {
            opinion,
            ..verdict_of(TRACK, &stream(4, &[0.6]))
        }
    }

    #[test]
    fn the_largest_recommendation_wins() {
        let verdicts = [Opinion::Wants(Capacity(6)), Opinion::Wants(Capacity(9))].map(with);
        assert_eq!(
            combine(Capacity(4), &verdicts),
            Combined::Largest {
                capacity: Capacity(9),
                rule: 1
            }
        );
    }

    #[test]
    fn a_rule_that_is_content_lets_the_others_scale_in() {
        let verdicts = [Opinion::Wants(Capacity(2)), Opinion::Content].map(with);
        assert_eq!(combine(Capacity(4), &verdicts).capacity(), Capacity(2));
    }

    #[test]
    fn a_rule_that_cannot_see_forbids_less_but_not_more() {
        let blind = verdict_of(LAG, &stream(4, &[0.1]));
        assert_eq!(blind.opinion, Opinion::Abstains);
        let less = [with(Opinion::Wants(Capacity(2))), blind.clone()];
        assert_eq!(
            combine(Capacity(4), &less),
            Combined::HeldByMissing {
                capacity: Capacity(4)
            }
        );
        let more = [with(Opinion::Wants(Capacity(7))), blind];
        assert_eq!(combine(Capacity(4), &more).capacity(), Capacity(7));
    }
}
