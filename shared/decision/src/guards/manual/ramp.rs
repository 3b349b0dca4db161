//! The way down from an override that is over.

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;

use crate::{Adjustment, Capacity, Period, policy::Mistakes};

/// After the end there may be so much less than the override for each time that has passed.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub(super) struct Ramp {
    /// How much less.
    amount: Adjustment,
    /// For each such time.
    every: Period,
}

fn checked(ramp: Ramp, location: ValuePointerRef) -> Result<Ramp, Mistakes> {
    if ramp.every == Period::ZERO {
        return Err(Mistakes::at(
            location.push_key("every"),
            "expected more than 0s",
        ));
    }
    Ok(ramp)
}

impl Ramp {
    /// How many times `every` has passed.
    pub(super) fn steps(self, since: Timestamp, now: Timestamp) -> u32 {
        let seconds = now.as_second().saturating_sub(since.as_second());
        let steps = seconds / i64::from(self.every.as_seconds().max(1));
        u32::try_from(steps).unwrap_or(u32::MAX)
    }

    /// When one more step may be taken.
    pub(super) fn next(self, since: Timestamp, now: Timestamp) -> Timestamp {
        let every = i64::from(self.every.as_seconds());
        let steps = i64::from(self.steps(since, now)) + 1;
        let second = since.as_second().saturating_add(every * steps);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    /// The least capacity after so many steps down from `start`; each is at least one unit.
    pub(super) fn lowest(self, start: Capacity, steps: u32) -> Capacity {
        let one_less = Capacity(start.0.saturating_sub(1));
        let first = self.amount.removed_from(start).min(one_less);
        let step = start.0.saturating_sub(first.0);
        Capacity(start.0.saturating_sub(step.saturating_mul(steps)))
    }
}
