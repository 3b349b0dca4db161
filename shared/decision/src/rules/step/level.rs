//! A level of a step rule: a threshold, and what is changed when the metric is past it.

use serde::{Deserialize, Serialize};

use crate::{Adjustment, Capacity, Direction, Unit};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Threshold {
    Over(f64),
    AtLeast(f64),
    Under(f64),
    AtMost(f64),
    Equals(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    Add(Adjustment),
    Remove(Adjustment),
    To(Capacity),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level {
    pub(super) threshold: Threshold,
    pub(super) change: Change,
}

impl Threshold {
    pub(super) fn is_passed_by(self, value: f64) -> bool {
        match self {
            Self::Over(limit) => limit < value,
            Self::AtLeast(limit) => limit <= value,
            Self::Under(limit) => value < limit,
            Self::AtMost(limit) => value <= limit,
            Self::Equals(limit) => value == limit,
        }
    }

    /// `over 80 %`.
    pub(super) fn words(self, unit: Unit) -> String {
        let (side, limit) = match self {
            Self::Over(limit) => ("over", limit),
            Self::AtLeast(limit) => ("at least", limit),
            Self::Under(limit) => ("under", limit),
            Self::AtMost(limit) => ("at most", limit),
            Self::Equals(limit) => ("exactly", limit),
        };
        format!("{side} {}", unit.words(limit))
    }
}

impl Level {
    /// The way that it goes: with much load out, with little in. `None`: an exact capacity at an
    /// exact value is reached from either side.
    pub(super) fn direction(self) -> Option<Direction> {
        match (self.threshold, self.change) {
            (Threshold::Over(_) | Threshold::AtLeast(_), _)
            | (Threshold::Equals(_), Change::Add(_)) => Some(Direction::Out),
            (Threshold::Under(_) | Threshold::AtMost(_), _)
            | (Threshold::Equals(_), Change::Remove(_)) => Some(Direction::In),
            (Threshold::Equals(_), Change::To(_)) => None,
        }
    }

    /// Too much load never means less than `current`, and too little never more.
    pub(super) fn applied_to(self, current: Capacity) -> Capacity {
        match (self.change, self.direction()) {
            (Change::Add(amount), _) => amount.added_to(current),
            (Change::Remove(amount), _) => amount.removed_from(current),
            (Change::To(exact), Some(Direction::Out)) => exact.max(current),
            (Change::To(exact), Some(Direction::In)) => exact.min(current),
            (Change::To(exact), None) => exact,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_thresholds_are_passed_by_their_own_value() {
        let passed = |threshold: Threshold| [4.0, 5.0, 6.0].map(|it| threshold.is_passed_by(it));
        assert_eq!(passed(Threshold::Over(5.0)), [false, false, true]);
        assert_eq!(passed(Threshold::AtLeast(5.0)), [false, true, true]);
        assert_eq!(passed(Threshold::Under(5.0)), [true, false, false]);
        assert_eq!(passed(Threshold::AtMost(5.0)), [true, true, false]);
        assert_eq!(passed(Threshold::Equals(5.0)), [false, true, false]);
    }

    #[test]
    fn an_exact_capacity_is_reached_from_the_side_of_its_threshold() {
        let to = |threshold| Level {
            threshold,
            change: Change::To(Capacity(6)),
        };
        let from = |level: Level| [4, 8].map(|current| level.applied_to(Capacity(current)).0);
        assert_eq!(from(to(Threshold::AtLeast(1.0))), [6, 8]);
        assert_eq!(from(to(Threshold::AtMost(1.0))), [4, 6]);
        assert_eq!(from(to(Threshold::Equals(1.0))), [6, 6]);
    }
}
