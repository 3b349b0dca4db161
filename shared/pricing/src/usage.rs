//! What a stream was used for, as far as bills ask.

/// The limits of one shard: service quotas of Kinesis Data Streams.
const SHARD_BYTES_IN: f64 = 1_048_576.0;
const SHARD_RECORDS_IN: f64 = 1_000.0;
const SHARD_BYTES_OUT: f64 = 2.0 * 1_048_576.0;

const GIGABYTE: f64 = 1_073_741_824.0;
/// A record is written in units of this many bytes in provisioned mode.
const PUT_UNIT: f64 = 25.0 * 1024.0;
/// A record is rounded up to this many bytes in on-demand mode.
const KILOBYTE: f64 = 1024.0;

/// The traffic of a minute, an hour, or whatever the caller counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    pub bytes_in: f64,
    pub records_in: f64,
    /// What consumers read that share the shards' throughput.
    pub bytes_out: f64,
}

/// The traffic of a stream over some time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    pub hours: f64,
    pub records_in: f64,
    pub gigabytes_in: f64,
    /// As on-demand modes bill them: each record rounded up to 1 KB.
    pub billed_gigabytes_in: f64,
    /// Estimated; see [`Usage::of`].
    pub put_units: f64,
    pub gigabytes_out: f64,
    pub fan_out_consumers: u32,
    pub fan_out_gigabytes: f64,
    /// The shards that would have carried the busiest interval.
    pub least_shards: u32,
}

impl Usage {
    /// Sums up intervals of `seconds` each that cover `hours`, with as many enhanced fan-out
    /// consumers, each of which reads everything that is written.
    ///
    /// Records are billed in whole units, and only sums of them are known. Where records are large
    /// and differ in size, half a unit of each is rounded up on the average; a record is at least
    /// one. So the units are max(records, bytes ÷ unit + records ÷ 2) of each interval.
    #[must_use]
    pub fn of(intervals: &[Interval], seconds: f64, hours: f64, fan_out_consumers: u32) -> Self {
        let total = |amount: fn(&Interval) -> f64| -> f64 { intervals.iter().map(amount).sum() };
        let gigabytes_in = total(|each| counted(each.bytes_in)) / GIGABYTE;
        let billed = total(|each| each.units(KILOBYTE)) * KILOBYTE / GIGABYTE;
        let busiest = intervals.iter().map(Interval::shards).fold(0.0, f64::max);
        Self {
            hours: counted(hours),
            records_in: total(|each| counted(each.records_in)),
            gigabytes_in,
            billed_gigabytes_in: billed,
            put_units: total(|each| each.units(PUT_UNIT)),
            gigabytes_out: total(|each| counted(each.bytes_out)) / GIGABYTE,
            fan_out_consumers,
            fan_out_gigabytes: gigabytes_in * f64::from(fan_out_consumers),
            least_shards: whole(busiest / seconds.max(1.0)),
        }
    }
}

impl Interval {
    fn units(&self, size: f64) -> f64 {
        let (bytes, records) = (counted(self.bytes_in), counted(self.records_in));
        records.max(bytes / size + records / 2.0)
    }

    /// The shards that this is the work of, were it done in a second.
    fn shards(&self) -> f64 {
        let written = counted(self.bytes_in) / SHARD_BYTES_IN;
        let records = counted(self.records_in) / SHARD_RECORDS_IN;
        let read = counted(self.bytes_out) / SHARD_BYTES_OUT;
        written.max(records).max(read)
    }
}

/// What is not a number or less than nothing is no traffic.
fn counted(amount: f64) -> f64 {
    if amount.is_finite() {
        amount.max(0.0)
    } else {
        0.0
    }
}

/// A stream has at least one shard.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]
fn whole(shards: f64) -> u32 {
    (shards.ceil() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(bytes_in: f64, records_in: f64, bytes_out: f64) -> Interval {
        Interval {
            bytes_in,
            records_in,
            bytes_out,
        }
    }

    fn of(intervals: &[Interval]) -> Usage {
        Usage::of(intervals, 3600.0, 1.0, 0)
    }

    #[test]
    fn a_small_record_is_one_put_unit_and_one_billed_kilobyte() {
        let usage = of(&[hour(100.0 * 1_048_576.0, 1_048_576.0, 0.0)]);
        assert_eq!(usage.put_units, 1_048_576.0);
        assert_eq!(usage.billed_gigabytes_in, 1.0);
    }

    /// AWS's own example: 4.5 KB are billed as 5 KB; 30 KB are two units of 25 KB, and so are 37.5.
    #[test]
    fn of_a_large_record_half_a_unit_is_rounded_up() {
        let records = 1000.0;
        let usage = of(&[hour(4.5 * 1024.0 * records, records, 0.0)]);
        assert_eq!(usage.billed_gigabytes_in * 1_048_576.0, 5.0 * records);
        let usage = of(&[hour(37.5 * 1024.0 * records, records, 0.0)]);
        assert_eq!(usage.put_units, 2.0 * records);
    }

    #[test]
    fn the_busiest_interval_says_how_many_shards_it_takes() {
        let mib = 1_048_576.0 * 3600.0;
        let quiet = hour(0.2 * mib, 1.0, 0.0);
        assert_eq!(of(&[quiet, hour(2.5 * mib, 1.0, 0.0)]).least_shards, 3);
        assert_eq!(
            of(&[quiet, hour(mib, 4_000.5 * 3600.0, 0.0)]).least_shards,
            5
        );
        assert_eq!(of(&[quiet, hour(mib, 1.0, 8.0 * mib)]).least_shards, 4);
    }

    #[test]
    fn a_stream_without_traffic_has_one_shard() {
        assert_eq!(of(&[]).least_shards, 1);
    }

    #[test]
    fn what_is_no_number_is_no_traffic() {
        let absurd = hour(f64::NAN, f64::INFINITY, -1.0);
        assert_eq!(of(&[absurd]), of(&[hour(0.0, 0.0, 0.0)]));
    }

    #[test]
    fn each_fan_out_consumer_reads_everything() {
        let usage = Usage::of(&[hour(GIGABYTE, 1e6, 0.0)], 3600.0, 1.0, 3);
        assert_eq!(usage.fan_out_gigabytes, 3.0);
    }
}
