//! A value that load is judged by.

mod document;

use serde::{Deserialize, Serialize};

pub(crate) use self::document::with_threshold;
use crate::{Direction, Unit};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Threshold {
    Over(f64),
    AtLeast(f64),
    Under(f64),
    AtMost(f64),
    Equals(f64),
}

impl Threshold {
    pub(crate) fn limit(self) -> f64 {
        match self {
            Self::Over(limit)
            | Self::AtLeast(limit)
            | Self::Under(limit)
            | Self::AtMost(limit)
            | Self::Equals(limit) => limit,
        }
    }

    /// The way that load past it asks for; exactly a value may ask for either.
    pub(crate) fn direction(self) -> Option<Direction> {
        match self {
            Self::Over(_) | Self::AtLeast(_) => Some(Direction::Out),
            Self::Under(_) | Self::AtMost(_) => Some(Direction::In),
            Self::Equals(_) => None,
        }
    }

    pub(crate) fn is_passed_by(self, value: f64) -> bool {
        match self {
            Self::Over(limit) => limit < value,
            Self::AtLeast(limit) => limit <= value,
            Self::Under(limit) => value < limit,
            Self::AtMost(limit) => value <= limit,
            Self::Equals(limit) => value == limit,
        }
    }

    /// `over 80 %`.
    pub(crate) fn words(self, unit: Unit) -> String {
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
}
