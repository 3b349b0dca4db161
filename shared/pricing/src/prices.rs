//! The price list: data with a date, which can be overridden price by price.

mod overrides;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Usd;
pub use overrides::BadPrice;

/// AWS's prices as far as a stream is concerned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// The AWS region that they hold for.
    pub region: String,
    /// They were AWS's prices then.
    pub date: Date,
    /// Where they were read.
    pub source: String,
    /// What they leave out, and what of them is not certain.
    pub notes: Vec<String>,
    pub provisioned: Provisioned,
    pub on_demand: OnDemand,
    pub on_demand_advantage: OnDemandAdvantage,
    pub cloudwatch: Cloudwatch,
    pub dynamodb: Dynamodb,
}

/// A stream in provisioned mode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provisioned {
    pub shard_hour: Usd,
    /// A million units of 25 KB, into which each record is cut.
    pub million_put_units: Usd,
    /// An hour of each shard for each enhanced fan-out consumer.
    pub fan_out_consumer_shard_hour: Usd,
    pub fan_out_gigabyte: Usd,
}

/// A stream in on-demand mode, in an account without a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnDemand {
    pub stream_hour: Usd,
    /// Each record is rounded up to 1 KB.
    pub gigabyte_in: Usd,
    pub gigabyte_out: Usd,
    pub fan_out_gigabyte: Usd,
}

/// A stream in on-demand mode, in an account that commits to a least throughput.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnDemandAdvantage {
    /// Each record is rounded up to 1 KB.
    pub gigabyte_in: Usd,
    pub gigabyte_out: Usd,
    pub fan_out_gigabyte: Usd,
    /// What the account pays for at least, all its on-demand streams of the region together.
    pub least_mebibytes_per_second_in: f64,
    pub least_mebibytes_per_second_out: f64,
}

/// What it costs to look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloudwatch {
    /// One metric of one shard for a month, while shard-level monitoring is on.
    pub metric_month: Usd,
    /// A thousand metrics asked for with GetMetricData.
    pub thousand_metrics_requested: Usd,
}

/// What it costs to remember, in a table that is paid for by the request.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dynamodb {
    /// A million times a kilobyte is written; a begun one counts whole.
    pub million_write_units: Usd,
}

impl Prices {
    const CHECKED_IN: &str = include_str!("../prices.json");

    /// The list that is checked in, with what `changes` says instead: JSON of the same form, in
    /// which everything that stays can be left out.
    ///
    /// # Errors
    /// When `changes` is not JSON, names a price that there is not, or has one that is none.
    pub fn with(changes: Option<&str>) -> Result<Self, BadPrice> {
        let wrong = |error: serde_json::Error| BadPrice::new("", error.to_string());
        let mut list: Value = serde_json::from_str(Self::CHECKED_IN).map_err(wrong)?;
        if let Some(changes) = changes {
            let changes = serde_json::from_str(changes).map_err(wrong)?;
            overrides::replace(&mut list, changes, "")?;
        }
        serde_json::from_value(list).map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(overrides: &str) -> String {
        Prices::with(Some(overrides)).unwrap_err().to_string()
    }

    #[test]
    fn the_prices_checked_in_are_those_of_a_day_and_a_region() {
        let prices = Prices::with(None).unwrap();
        assert_eq!(prices.region, "us-east-1");
        assert_eq!(prices.provisioned.shard_hour, Usd(0.015));
        assert!(prices.source.starts_with("https://aws.amazon.com/kinesis/"));
        assert!(prices.date >= jiff::civil::date(2026, 9, 1));
    }

    #[test]
    fn one_price_is_overridden_and_the_others_stay() {
        let overrides = r#"{"region": "eu-central-1", "provisioned": {"shard_hour": 0.018}}"#;
        let prices = Prices::with(Some(overrides)).unwrap();
        assert_eq!(prices.region, "eu-central-1");
        assert_eq!(prices.provisioned.shard_hour, Usd(0.018));
        let before = Prices::with(None).unwrap();
        assert_eq!(prices.on_demand, before.on_demand);
        assert_eq!(
            prices.provisioned.million_put_units,
            before.provisioned.million_put_units
        );
    }

    #[test]
    fn a_price_that_there_is_not_is_named_with_those_that_there_are() {
        let said = refused(r#"{"provisioned": {"shard_hours": 0.018}}"#);
        assert!(said.contains("at `provisioned.shard_hours`"), "{said}");
        assert!(said.contains("shard_hour"), "{said}");
    }

    #[test]
    fn what_is_no_price_is_refused_with_its_place() {
        for wrong in ["-0.01", "\"cheap\"", "null", "{}"] {
            let said = refused(&format!(r#"{{"on_demand": {{"gigabyte_in": {wrong}}}}}"#));
            assert!(said.contains("at `on_demand.gigabyte_in`"), "{said}");
            assert!(said.contains(wrong), "{said}");
        }
        assert!(refused("[]").contains("expected an object"));
        assert!(refused("{").contains("EOF"));
        assert!(refused(r#"{"date": "soon"}"#).contains("date"));
    }
}
