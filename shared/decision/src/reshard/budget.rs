//! What a stream may still be resharded with today.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Policy, ScalingState, guards::calls_left, policy::PerDay};

/// How many are left of those that a rolling day allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub left: u32,
    pub of: u32,
}

/// What a stream may still be resharded with today; `None` stands for what nobody counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Calls of UpdateShardCount, of those that the service allows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub calls: Option<Left>,
    /// Splits and merges, of those that the policy allows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub operations: Option<Left>,
}

impl Budget {
    /// The budget of a stream; `None` of what is no stream.
    #[must_use]
    pub fn of(policy: &Policy, state: &ScalingState, now: Timestamp) -> Option<Self> {
        policy.kind.calls_counted_for()?;
        let resharding = policy.resharding;
        let calls = calls_left(policy, &state.calls, now).map(|left| Left {
            left: u32::try_from(left).unwrap_or(u32::MAX),
            of: most(resharding.calls_per_day),
        });
        let operations = match resharding.operations_per_day {
            _ if !resharding.operations => Some(Left { left: 0, of: 0 }),
            PerDay::Unlimited => None,
            PerDay::Limited(of) => Some(Left {
                left: of.saturating_sub(state.operations.of_the_day(now)),
                of,
            }),
        };
        Some(Self { calls, operations })
    }

    /// Whether shards may be split and merged one by one now.
    #[must_use]
    pub fn may_operate(&self) -> bool {
        self.operations.is_none_or(|operations| 0 < operations.left)
    }

    /// With one call less.
    #[must_use]
    pub fn after_a_call(self) -> Self {
        let calls = self.calls.map(|Left { left, of }| Left {
            left: left.saturating_sub(1),
            of,
        });
        Self { calls, ..self }
    }
}

fn most(per_day: PerDay) -> u32 {
    match per_day {
        PerDay::Limited(most) => most,
        PerDay::Unlimited => u32::MAX,
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.calls {
            Some(Left { left, of }) => write!(f, "{left} of {of} calls left")?,
            None => f.write_str("calls are not counted")?,
        }
        match self.operations {
            Some(Left { left, of }) if 0 < of => {
                write!(f, ", {left} of {of} splits and merges left")
            }
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Period, reshard::Way, rules::tests::noon};

    /// The budget after so many calls and operations of the last hours.
    fn after(reshard: Value, calls: u32, operations: u32) -> Budget {
        let document = json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 9},
            "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
            "actuator": {"reshard": reshard}
        });
        let before = |minutes| Period::minutes(minutes).before(noon());
        let mut state = ScalingState::default();
        for minute in (1..=operations).rev() {
            state = state.operating(Way::Split { to: 9 }, crate::Capacity(9), before(minute));
        }
        state.calls = (1..=calls).rev().map(before).collect();
        Budget::of(&Policy::parse(&document).unwrap(), &state, noon()).unwrap()
    }

    #[test]
    fn what_is_left_is_told_of_what_there_is() {
        let words = |reshard, calls, operations| after(reshard, calls, operations).to_string();
        assert_eq!(words(json!({}), 4, 90), "6 of 10 calls left");
        assert_eq!(
            words(json!({"operations_per_day": 200}), 12, 80),
            "0 of 10 calls left, 120 of 200 splits and merges left"
        );
        assert_eq!(
            words(
                json!({"operations": false, "calls_per_day": "unlimited"}),
                12,
                0
            ),
            "calls are not counted"
        );
    }

    #[test]
    fn a_call_is_one_less() {
        let budget = after(json!({}), 4, 0).after_a_call();
        assert_eq!(budget.calls, Some(Left { left: 5, of: 10 }));
    }

    #[test]
    fn shards_are_split_and_merged_as_long_as_some_operation_is_left() {
        let may = |reshard, operations| after(reshard, 0, operations).may_operate();
        assert!(may(json!({}), 3_000));
        assert!(may(json!({"operations_per_day": 3}), 2));
        assert!(!may(json!({"operations_per_day": 3}), 3));
        assert!(!may(json!({"operations_per_day": 3}), 4));
        assert!(!may(json!({"operations": false}), 0));
    }
}
