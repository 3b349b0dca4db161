//! Metrics of a Kinesis data stream. Limits of a shard: Kinesis Data Streams developer guide,
//! "Quotas and limits": write 1 MiB/s or 1,000 records/s, read 2 MiB/s.

use crate::{
    Unit,
    metric::{Entry, Scale, Source, Statistic},
};

const MIB: f64 = 1_048_576.0;
const SHARD_WRITE_BYTES: f64 = MIB;
const SHARD_WRITE_RECORDS: f64 = 1_000.0;
const SHARD_READ_BYTES: f64 = 2.0 * MIB;

const fn sum(name: &'static str) -> Source {
    Source {
        name,
        statistic: Statistic::Sum,
    }
}

const fn maximum(name: &'static str) -> Source {
    Source {
        name,
        statistic: Statistic::Maximum,
    }
}

fn per_second(value: f64, scale: Scale) -> f64 {
    value / scale.seconds
}

pub(super) static CATALOGUE: &[Entry] = &[
    Entry {
        name: "write_utilization",
        unit: Unit::Fraction,
        sources: &[sum("IncomingBytes"), sum("IncomingRecords")],
        derive: |values, scale| {
            let bytes = per_second(values[0], scale) / SHARD_WRITE_BYTES;
            let records = per_second(values[1], scale) / SHARD_WRITE_RECORDS;
            bytes.max(records) / scale.units
        },
        is_demand: false,
        about: "accepted writes as a share of what the open shards accept, by bytes or records, \
                whichever is more",
    },
    Entry {
        name: "write_demand",
        unit: Unit::Fraction,
        sources: &[
            sum("IncomingBytes"),
            sum("IncomingRecords"),
            sum("WriteProvisionedThroughputExceeded"),
        ],
        derive: |values, scale| {
            let (bytes, records, rejected) = (values[0], values[1], values[2]);
            // Whoever was rejected asks again: one record may be counted several times. What is
            // accepted is not, so that no more is believed to be rejected than was accepted; a
            // call of the service goes no further than that either.
            let rejected = if 0.0 < records {
                rejected.min(records) / records
            } else {
                0.0
            };
            let bytes = per_second(bytes, scale) / SHARD_WRITE_BYTES;
            let records = per_second(records, scale) / SHARD_WRITE_RECORDS;
            bytes.max(records) * (1.0 + rejected) / scale.units
        },
        is_demand: true,
        about: "writes that were asked for, accepted or rejected, as a share of what the shards \
                accept, by bytes or records, whichever is more; rejected ones count for as much \
                as accepted ones at most",
    },
    Entry {
        name: "read_utilization",
        unit: Unit::Fraction,
        sources: &[sum("GetRecords.Bytes")],
        derive: |values, scale| per_second(values[0], scale) / SHARD_READ_BYTES / scale.units,
        is_demand: false,
        about: "bytes read with GetRecords as a share of what the open shards give",
    },
    Entry {
        name: "incoming_mib_per_second",
        unit: Unit::PerSecond,
        sources: &[sum("IncomingBytes")],
        derive: |values, scale| per_second(values[0], scale) / MIB,
        is_demand: false,
        about: "accepted MiB per second",
    },
    Entry {
        name: "incoming_records_per_second",
        unit: Unit::PerSecond,
        sources: &[sum("IncomingRecords")],
        derive: |values, scale| per_second(values[0], scale),
        is_demand: false,
        about: "accepted records per second",
    },
    Entry {
        name: "read_mib_per_second",
        unit: Unit::PerSecond,
        sources: &[sum("GetRecords.Bytes")],
        derive: |values, scale| per_second(values[0], scale) / MIB,
        is_demand: false,
        about: "MiB per second that are read with GetRecords",
    },
    Entry {
        name: "rejected_writes_per_second",
        unit: Unit::PerSecond,
        sources: &[sum("WriteProvisionedThroughputExceeded")],
        derive: |values, scale| per_second(values[0], scale),
        is_demand: false,
        about: "records rejected per second because a shard was at its limit",
    },
    Entry {
        name: "rejected_reads_per_second",
        unit: Unit::PerSecond,
        sources: &[sum("ReadProvisionedThroughputExceeded")],
        derive: |values, scale| per_second(values[0], scale),
        is_demand: false,
        about: "reads rejected per second because a shard was at its limit",
    },
    Entry {
        name: "iterator_age_seconds",
        unit: Unit::Seconds,
        sources: &[maximum("GetRecords.IteratorAgeMilliseconds")],
        derive: |values, _| values[0] / 1_000.0,
        is_demand: false,
        about: "how far the slowest consumer is behind",
    },
];

#[cfg(test)]
mod tests {
    use crate::{Capacity, Metric, TargetKind};

    #[test]
    fn write_demand_counts_what_was_rejected_and_no_more_than_was_accepted() {
        let metric = Metric::of(TargetKind::KinesisStream, "write_demand").unwrap();
        let derive = |rejected: f64| {
            let values = [60.0 * 2.0 * 1_048_576.0, 60.0 * 500.0, rejected];
            metric.derive(&values, Capacity(2), 60)
        };
        assert!((derive(0.0) - 1.0).abs() < 1e-9);
        assert!((derive(60.0 * 250.0) - 1.5).abs() < 1e-9);
        assert!((derive(60.0 * 5_000.0) - 2.0).abs() < 1e-9);
        assert!(metric.derive(&[0.0, 0.0, 9.0], Capacity(2), 60).abs() < 1e-9);
    }

    #[test]
    fn write_utilization_counts_bytes_or_records_whichever_is_more() {
        let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
        let half_by_bytes = [60.0 * 1_048_576.0, 1.0];
        assert!((metric.derive(&half_by_bytes, Capacity(2), 60) - 0.5).abs() < 1e-9);
        let full_by_records = [1.0, 60.0 * 2_000.0];
        assert!((metric.derive(&full_by_records, Capacity(2), 60) - 1.0).abs() < 1e-9);
    }
}
