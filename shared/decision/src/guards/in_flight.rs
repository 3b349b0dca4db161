//! In flight: while a change is under way, ours or somebody else's, nothing more is asked for. Where
//! units start, stop or are replaced and the service takes another change, there may be more; fewer
//! only where the bounds say so: units that do not run show no load, and of too many each shows less
//! than it will have. What is switched off is left alone.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Capacity, Readiness};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Nothing,
    /// A change of ours has been claimed and has not arrived.
    Activity {
        desired: Capacity,
        since: Timestamp,
    },
    /// The target is changing, and not by an activity of ours.
    TargetChanging,
    /// Only so many of its units run.
    Starting {
        running: Capacity,
    },
    /// So many units still run.
    Stopping {
        running: Capacity,
    },
    /// A deployment replaces its units; so many run.
    Replacing {
        running: Capacity,
    },
    /// It is switched off.
    Disabled,
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let readiness = context.view.observation.readiness;
    Some(match (&context.view.state.activity, readiness) {
        (Some(activity), _) => {
            let word = Word::Activity {
                desired: activity.desired,
                since: activity.claimed_at,
            };
            (context.current(), word)
        }
        (None, Readiness::Changing) => (context.current(), Word::TargetChanging),
        (None, Readiness::Starting { running }) => {
            (proposed.max(kept(context)), Word::Starting { running })
        }
        (None, Readiness::Stopping { running }) => {
            (proposed.max(kept(context)), Word::Stopping { running })
        }
        (None, Readiness::Replacing { running }) => {
            (proposed.max(kept(context)), Word::Replacing { running })
        }
        (None, Readiness::Disabled) => (context.current(), Word::Disabled),
        (None, Readiness::Ready | Readiness::OnDemand) => (proposed, Word::Nothing),
    })
}

/// What stays of it within the bounds.
fn kept(context: &Context<'_>) -> Capacity {
    context.current().min(context.bounds.max())
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Activity { desired, since } => {
                write!(f, "a change to {desired} has been under way since {since}")
            }
            Self::TargetChanging => f.write_str("the target is changing"),
            Self::Starting { running } => write!(
                f,
                "only {running} of the units that were asked for run; until nearly all do, nothing \
                 is scaled in but to the bounds"
            ),
            Self::Stopping { running } => write!(
                f,
                "{running} units still run; until those too many are gone, nothing is scaled in but \
                 to the bounds"
            ),
            Self::Replacing { running } => write!(
                f,
                "a deployment is under way, and {running} units run; until it is over, nothing is \
                 scaled in but to the bounds"
            ),
            Self::Disabled => f.write_str("the target is switched off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        Activity,
        guards::tests::{Case, at_once, noon},
    };

    #[test]
    fn nothing_more_is_asked_for_during_an_activity() {
        let mut case = Case::new(8, json!({}));
        case.state.activity = Some(Activity::claimed(Capacity(8), Capacity(12), noon()));
        assert_eq!(case.restrained(20).0, Capacity(8));
    }

    #[test]
    fn nothing_is_asked_for_while_somebody_else_changes_the_target() {
        let mut case = Case::new(8, json!({}));
        case.seen.readiness = Readiness::Changing;
        assert_eq!(case.restrained(20).0, Capacity(8));
        assert_eq!(
            case.word("in_flight", 20),
            "in_flight: 8 instead of 20, the target is changing"
        );
    }

    /// A target of 8 that is in such a state.
    fn being(readiness: Readiness) -> Case {
        let mut case = Case::new(8, at_once(json!({})));
        case.seen.readiness = readiness;
        case
    }

    #[test]
    fn what_starts_stops_or_is_replaced_may_grow_and_does_not_shrink() {
        let starting = being(Readiness::Starting {
            running: Capacity(3),
        });
        let replacing = being(Readiness::Replacing {
            running: Capacity(16),
        });
        let stopping = being(Readiness::Stopping {
            running: Capacity(12),
        });
        for case in [&starting, &stopping, &replacing] {
            assert_eq!(case.restrained(20).0, Capacity(20));
            assert_eq!(case.restrained(4).0, Capacity(8));
        }
        assert_eq!(
            starting.word("in_flight", 4),
            "in_flight: 8 instead of 4, only 3 of the units that were asked for run; until nearly all \
             do, nothing is scaled in but to the bounds"
        );
        assert_eq!(
            stopping.word("in_flight", 4),
            "in_flight: 8 instead of 4, 12 units still run; until those too many are gone, nothing is \
             scaled in but to the bounds"
        );
        assert_eq!(
            replacing.word("in_flight", 4),
            "in_flight: 8 instead of 4, a deployment is under way, and 16 units run; until it is over, \
             nothing is scaled in but to the bounds"
        );
    }

    #[test]
    fn what_starts_goes_down_to_its_bounds() {
        let mut case = being(Readiness::Starting {
            running: Capacity(3),
        });
        case.seen.capacity = Capacity(100);
        assert_eq!(case.restrained(4).0, Capacity(64));
    }

    #[test]
    fn what_is_switched_off_is_left_alone() {
        let case = being(Readiness::Disabled);
        for wanted in [4, 20] {
            assert_eq!(case.restrained(wanted).0, Capacity(8));
        }
        assert_eq!(
            case.word("in_flight", 20),
            "in_flight: 8 instead of 20, the target is switched off"
        );
    }

    #[test]
    fn says_what_is_under_way() {
        let mut case = Case::new(8, json!({}));
        assert_eq!(case.word("in_flight", 20), "in_flight: nothing");
        case.state.activity = Some(Activity::claimed(Capacity(8), Capacity(12), noon()));
        assert_eq!(
            case.word("in_flight", 20),
            "in_flight: 8 instead of 20, a change to 12 has been under way since 2026-03-02T12:00:00Z"
        );
    }
}
