//! What it costs to look at a stream, and to remember what was seen.

use crate::{
    Usd,
    prices::{Cloudwatch, Dynamodb},
};

/// CloudWatch bills a metric by the hour: its price of a month is that of 730 hours.
const HOURS_PER_MONTH: f64 = 730.0;

impl Cloudwatch {
    /// The price of asking for so many metrics with GetMetricData, whatever number of datapoints
    /// each has.
    #[must_use]
    pub fn requested(&self, metrics: f64) -> Usd {
        self.thousand_metrics_requested * (metrics / 1000.0)
    }

    /// The price of shard-level monitoring of so many metrics.
    #[must_use]
    pub fn shard_level(&self, metrics: u32, shard_hours: f64) -> Usd {
        self.metric_month * (f64::from(metrics) * shard_hours / HOURS_PER_MONTH)
    }
}

impl Dynamodb {
    /// The price of writing so many units.
    #[must_use]
    pub fn written(&self, units: f64) -> Usd {
        self.million_write_units * (units / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Prices, Usd};

    /// Seven metrics a minute are 302,400 in 30 days; seven of a shard for a month are $2.10.
    #[test]
    fn looking_costs_by_the_metric() {
        let prices = Prices::with(None).unwrap().cloudwatch;
        let asked = prices.requested(7.0 * 60.0 * 24.0 * 30.0);
        assert_eq!(asked.rounded(), Usd(3.024));
        assert_eq!(prices.shard_level(7, 730.0).rounded(), Usd(2.1));
        assert_eq!(prices.shard_level(0, 730.0), Usd(0.0));
    }

    #[test]
    fn writing_costs_by_the_kilobyte() {
        let prices = Prices::with(None).unwrap().dynamodb;
        assert_eq!(prices.written(2.0 * 1_440.0 * 30.0).rounded(), Usd(0.054));
    }
}
