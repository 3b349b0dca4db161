//! Provisioned: shards by the hour, records by the unit.

use crate::{Bill, Charge, Usage, prices::Provisioned};

/// The bill of a stream that had so many shards on the average.
pub(crate) fn provisioned(usage: &Usage, shards: f64, prices: &Provisioned) -> Bill {
    let shard_hours = shards.max(0.0) * usage.hours;
    let consumer_shard_hours = shard_hours * f64::from(usage.fan_out_consumers);
    Bill::default()
        .charge(Charge::ShardHours, shard_hours, prices.shard_hour)
        .charge(
            Charge::PutUnits,
            usage.put_units,
            prices.million_put_units * 1e-6,
        )
        .charge(
            Charge::FanOutConsumerShardHours,
            consumer_shard_hours,
            prices.fan_out_consumer_shard_hour,
        )
        .charge(
            Charge::FanOutGigabytes,
            usage.fan_out_gigabytes,
            prices.fan_out_gigabyte,
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interval, Prices};

    fn total(records: f64, size: f64, shards: f64, consumers: u32) -> f64 {
        let day = Interval {
            bytes_in: records * size,
            records_in: records,
            bytes_out: 0.0,
        };
        let usage = Usage::of(&[day], 86_400.0, 24.0, consumers);
        let prices = Prices::with(None).unwrap();
        let usd = provisioned(&usage, shards, &prices.provisioned).total();
        (usd.0 * 1e6).round() / 1e6
    }

    /// 4 × 24 shard-hours at $0.015 are $1.44; 100 million records of 1 KB at $0.014 are $1.40.
    #[test]
    fn shards_cost_by_the_hour_and_records_by_the_unit() {
        assert_eq!(total(1e8, 1024.0, 4.0, 0), 2.84);
    }

    /// 1,048,576 records of 1 KB are a gigabyte; each of two consumers reads it ($0.026) and pays
    /// for 96 shard-hours ($2.88), beside the shards ($1.44) and the records ($0.01468).
    #[test]
    fn a_fan_out_consumer_pays_for_each_shard_and_for_what_it_reads() {
        assert_eq!(total(1_048_576.0, 1024.0, 4.0, 2), 4.36068);
    }
}
