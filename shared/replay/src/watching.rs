//! What it costs the owner of a stream that it is watched, counted from what a replay asked for and
//! wrote.

use pricing::{Prices, Usd};

use crate::Outcome;

/// What a memory and a record take of a restless stream, in write units: `aws/tests/table/sizes.rs`.
const UNITS_OF_A_MEMORY: f64 = 2.0;
const UNITS_OF_A_RECORD: f64 = 1.0;

const MINUTES_OF_A_MONTH: f64 = 30.0 * 1_440.0;

impl Outcome {
    /// What GetMetricData and writing to the table cost in thirty days.
    #[must_use]
    pub fn watching(&self, prices: &Prices) -> Usd {
        let units = UNITS_OF_A_MEMORY * f64::from(self.saves)
            + UNITS_OF_A_RECORD * f64::from(self.archives);
        let asked = prices.cloudwatch.requested(f64::from(self.metrics));
        let all = asked + prices.dynamodb.written(units);
        all * (MINUTES_OF_A_MONTH / self.minutes.len().max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Minute;

    #[test]
    fn a_month_of_three_series_a_minute_is_a_dollar_and_thirty_and_its_writes() {
        let minute = Minute {
            shards: 1,
            ranges: Vec::new(),
            asked: None,
            calls_left: None,
            demand: 0.5,
            rejected: 0.0,
        };
        let outcome = Outcome {
            minutes: vec![minute; 1_440],
            metrics: 3 * 1_440,
            saves: 1_440,
            archives: 100,
            ..Outcome::default()
        };
        // $1.296 for 129,600 series, $0.054 for 86,400 units, $0.0019 for 3,000.
        let prices = Prices::with(None).unwrap();
        assert_eq!(outcome.watching(&prices).rounded(), Usd(1.3519));
    }
}
