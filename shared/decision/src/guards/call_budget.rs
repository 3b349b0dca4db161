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
use crate::{Capacity, Direction, Policy, policy::PerDay, reshard::Budget};

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
    let PerDay::Limited(most) = policy.resharding.calls_per_day else {
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
    let budget = Budget::of(policy, context.view.state, now);
    let may_operate = budget.is_some_and(|budget| budget.may_operate());
    Some(match direction {
        _ if may_operate => (proposed, Word::Left { calls }),
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
mod tests;
