//! Call budget: a service that allows so many changes in a day refuses the next one, and the day
//! on which that happens is the day on which load is wild. So calls are counted, none is made that
//! would be refused, and scaling in leaves some for scaling out.
//!
//! A stream whose shards may be split and merged one by one does not depend on calls: its plan says
//! what is worth one.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Capacity, Direction, Policy, policy::CallsPerDay};

/// Of every ten calls scaling in leaves this many: two doublings and two to spare.
const KEPT_FOR_SCALING_OUT: usize = 4;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The service does not count.
    Uncounted,
    Left {
        calls: usize,
    },
    /// What is left is kept for scaling out.
    Kept {
        calls: usize,
    },
    /// None is left until then.
    Spent {
        until: Timestamp,
    },
}

/// The calls that the service still allows at `now`; `None` when it does not count.
#[must_use]
pub fn calls_left(policy: &Policy, made: &[Timestamp], now: Timestamp) -> Option<usize> {
    let CallsPerDay::Limited(most) = policy.resharding.calls_per_day else {
        return None;
    };
    let start = policy.kind.calls_counted_for()?.before(now);
    let counted = made.iter().filter(|at| start < **at).count();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Some(most.saturating_sub(counted))
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (policy, made) = (context.policy, &context.view.state.calls);
    let (current, now) = (context.current(), context.view.now);
    let (direction, _) = context.directed(proposed)?;
    let Some(calls) = calls_left(policy, made, now) else {
        return Some((proposed, Word::Uncounted));
    };
    Some(match direction {
        _ if policy.resharding.operations => (proposed, Word::Left { calls }),
        _ if calls == 0 => (current, spent(policy, made, now)),
        Direction::In if calls <= KEPT_FOR_SCALING_OUT => (current, Word::Kept { calls }),
        Direction::In | Direction::Out => (proposed, Word::Left { calls }),
    })
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Spent { until } => Some(*until),
            Self::Uncounted | Self::Left { .. } | Self::Kept { .. } => None,
        }
    }
}

/// The oldest call that still counts is the next to come back.
fn spent(policy: &Policy, made: &[Timestamp], now: Timestamp) -> Word {
    let until = policy.kind.calls_counted_for().and_then(|day| {
        let start = day.before(now);
        made.iter().find(|at| start < **at).map(|at| day.after(*at))
    });
    Word::Spent {
        until: until.unwrap_or(now),
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uncounted => f.write_str("nothing to count"),
            Self::Left { calls } => write!(f, "{calls} calls left today"),
            Self::Kept { calls } => {
                write!(
                    f,
                    "the {calls} calls that are left today are kept for scaling out"
                )
            }
            Self::Spent { until } => {
                write!(f, "no call is left; the next one comes back at {until}")
            }
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

    fn after(calls: u32) -> Case {
        let guards = json!({"scale_in": {"cooldown": "0s", "stabilization": "0s"}});
        let mut case = Case::new(8, guards);
        case.policy.resharding.operations = false;
        case.state.calls = (1..=calls)
            .rev()
            .map(|hours| Period::minutes(60 * hours).before(noon()))
            .collect();
        case
    }

    #[test]
    fn the_eleventh_call_of_a_day_is_not_made() {
        assert_eq!(after(9).restrained(12).0, Capacity(12));
        assert_eq!(after(10).restrained(12).0, Capacity(8));
        assert_eq!(
            after(10).word("call_budget", 12),
            "call_budget: 8 instead of 12, no call is left; the next one comes back at \
             2026-03-03T02:01:00Z"
        );
    }

    #[test]
    fn scaling_in_leaves_calls_for_scaling_out() {
        assert_eq!(after(5).restrained(4).0, Capacity(4));
        assert_eq!(after(6).restrained(4).0, Capacity(8));
        assert_eq!(after(6).restrained(12).0, Capacity(12));
    }

    #[test]
    fn who_may_split_and_merge_does_not_depend_on_calls() {
        let mut case = after(10);
        case.policy.resharding.operations = true;
        assert_eq!(case.restrained(12).0, Capacity(12));
        assert_eq!(case.restrained(4).0, Capacity(4));
    }

    #[test]
    fn a_quota_that_was_raised_is_used() {
        let mut case = after(10);
        case.policy.resharding.calls_per_day = CallsPerDay::Limited(12);
        assert_eq!(case.restrained(12).0, Capacity(12));
        case.policy.resharding.calls_per_day = CallsPerDay::Unlimited;
        assert_eq!(case.restrained(4).0, Capacity(4));
    }

    #[test]
    fn a_call_counts_for_a_day() {
        let mut case = after(9);
        case.state
            .calls
            .insert(0, Period::minutes(24 * 60 + 1).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn a_call_of_a_day_and_a_minute_ago_has_come_back() {
        let mut case = after(9);
        let first = Period::minutes(24 * 60 + 1).before(noon());
        case.state.calls.insert(0, first);
        assert_eq!(case.restrained(12).0, Capacity(12));
        case.state.calls.push(noon());
        let until = Period::minutes(15 * 60 + 1).after(noon());
        assert_eq!(case.until("call_budget", 12), Some(until));
    }

    #[test]
    fn says_how_many_calls_are_left() {
        assert_eq!(
            after(3).word("call_budget", 12),
            "call_budget: 7 calls left today"
        );
        assert_eq!(
            after(7).word("call_budget", 4),
            "call_budget: 8 instead of 4, the 3 calls that are left today are kept for scaling out"
        );
        assert_eq!(after(7).until("call_budget", 4), None);
    }
}
