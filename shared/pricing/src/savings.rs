//! What scaling saved against a capacity that is always there.

use crate::Usd;

/// Capacity that was counted over time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UnitHours {
    /// The time over which it was counted.
    pub hours: f64,
    pub unit_hours: f64,
}

impl UnitHours {
    /// The units that there were on the average; `None`: nothing was counted.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.hours > 0.0).then(|| self.unit_hours / self.hours)
    }
}

/// What units cost that were in use, against as many as the baseline at all times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Savings {
    /// Units.
    pub baseline: u32,
    pub in_use: UnitHours,
    pub spent: Usd,
    pub baseline_cost: Usd,
    /// Less than nothing when more was in use than the baseline.
    pub saved: Usd,
}

impl Savings {
    /// (baseline − units in use) × price × time, over the time that was counted.
    #[must_use]
    pub fn against(baseline: u32, in_use: UnitHours, unit_hour: Usd) -> Self {
        let spent = unit_hour * in_use.unit_hours;
        let baseline_cost = unit_hour * (f64::from(baseline) * in_use.hours);
        Self {
            baseline,
            in_use,
            spent,
            baseline_cost,
            saved: baseline_cost - spent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(baseline: u32, hours: f64, unit_hours: f64) -> f64 {
        let in_use = UnitHours { hours, unit_hours };
        let savings = Savings::against(baseline, in_use, Usd(0.015));
        assert_eq!(savings.spent + savings.saved, savings.baseline_cost);
        savings.saved.rounded().0
    }

    /// 12 shards for a day are 288 shard-hours; 100 of them were used, so 188 × $0.015.
    #[test]
    fn what_was_not_used_of_the_baseline_is_saved() {
        assert_eq!(saved(12, 24.0, 100.0), 2.82);
        assert_eq!(saved(4, 24.0, 96.0), 0.0);
    }

    #[test]
    fn more_than_the_baseline_saves_less_than_nothing() {
        assert_eq!(saved(2, 10.0, 30.0), -0.15);
    }

    #[test]
    fn nothing_counted_is_nothing_saved() {
        assert_eq!(saved(12, 0.0, 0.0), 0.0);
        assert_eq!(UnitHours::default().mean(), None);
    }
}
