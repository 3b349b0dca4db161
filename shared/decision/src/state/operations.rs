//! How many splits and merges were asked for in the last day, by the hour: they may be thousands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ScalingState;
use crate::Period;

const HOUR: Period = Period::minutes(60);
const DAY: Period = Period::minutes(24 * 60);

/// What was asked for within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hour {
    since: Timestamp,
    operations: u32,
}

impl Hour {
    /// When a day has passed since the last that it may hold.
    fn over(&self) -> Timestamp {
        DAY.after(HOUR.after(self.since))
    }
}

/// Splits and merges by the hour, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Operations(Vec<Hour>);

impl Operations {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many count as of the day before `now`: all of it, and up to an hour more.
    #[must_use]
    pub fn of_the_day(&self, now: Timestamp) -> u32 {
        let counted = self.0.iter().filter(|hour| now < hour.over());
        counted.fold(0, |all, hour| all.saturating_add(hour.operations))
    }

    fn count(&mut self, now: Timestamp) {
        self.0.retain(|hour| now < hour.over());
        match self.0.last_mut() {
            Some(hour) if now < HOUR.after(hour.since) => {
                hour.operations = hour.operations.saturating_add(1);
            }
            _ => self.0.push(Hour {
                since: now,
                operations: 1,
            }),
        }
    }

    fn uncount(&mut self) {
        if let Some(hour) = self.0.last_mut() {
            hour.operations = hour.operations.saturating_sub(1);
        }
    }
}

impl ScalingState {
    pub(super) fn operated(&mut self, now: Timestamp) {
        self.operations.count(now);
    }

    /// The service did not accept the operation: it does not count.
    #[must_use]
    pub fn operation_refused(&self) -> Self {
        let mut after = self.clone();
        after.operations.uncount();
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Capacity, reshard::Way, rules::tests::noon};

    fn at(minute: u32) -> Timestamp {
        Period::minutes(minute).after(noon())
    }

    fn operated(minutes: &[u32]) -> ScalingState {
        let way = Way::Split { to: 9 };
        let state = ScalingState::default();
        let operate =
            |state: ScalingState, minute: &u32| state.operating(way, Capacity(9), at(*minute));
        minutes.iter().fold(state, operate)
    }

    #[test]
    fn each_operation_counts_for_a_day_and_an_hour_more_at_most() {
        let operations = operated(&[0, 1, 59, 60, 200]).operations;
        assert_eq!(operations.of_the_day(at(200)), 5);
        assert_eq!(operations.of_the_day(at(24 * 60 + 59)), 5);
        assert_eq!(operations.of_the_day(at(25 * 60)), 2);
        assert_eq!(operations.of_the_day(at(30 * 60)), 0);
    }

    #[test]
    fn a_day_of_operations_is_a_few_numbers() {
        let each: Vec<_> = (0..3 * 24 * 60).collect();
        let operations = operated(&each).operations;
        assert!(operations.0.len() <= 26);
        assert!(24 * 60 <= operations.of_the_day(at(3 * 24 * 60)));
    }

    #[test]
    fn a_refused_operation_does_not_count() {
        let state = operated(&[0, 1]).operation_refused();
        assert_eq!(state.operations.of_the_day(at(2)), 1);
    }
}
