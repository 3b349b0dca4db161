//! The alternatives, with numbers that were worked out by hand.

use super::*;
use crate::Interval;

const MIB: f64 = 1_048_576.0;

/// A day of an hour each: so many MiB/s of records of 1,000 bytes, read once.
fn day(of_hour: impl Fn(u32) -> f64) -> Usage {
    let hours = (0..24).map(|hour| {
        let bytes = of_hour(hour) * MIB * 3600.0;
        Interval {
            bytes_in: bytes,
            records_in: bytes / 1000.0,
            bytes_out: bytes,
        }
    });
    Usage::of(&hours.collect::<Vec<_>>(), 3600.0, 24.0, 0)
}

fn about(usage: &Usage, kept: Kept) -> Advice {
    Advice::about(usage, kept, &Prices::with(None).unwrap())
}

fn totals(advice: &Advice) -> Vec<(Billing, f64)> {
    let cents = |usd: Usd| (usd.0 * 100.0).round() / 100.0;
    let total = |each: &Alternative| (each.billing, cents(each.bill.total()));
    advice.alternatives.iter().map(total).collect()
}

/// 0.9 MiB/s: 943.7 records a second, so one shard. In a day 81,537,761 records ($1.14) and
/// 77,760 MiB = 75.94 GB, billed as 75.94 × (1 + 512 ÷ 1000) = 114.82 GB.
/// Two shards: $0.72 + 1.14; one: $0.36 + 1.14; on demand: $0.96 + 9.19 + 3.04; Advantage: the
/// least, $101.25.
#[test]
fn a_steady_stream_is_cheapest_with_the_shards_that_it_takes() {
    let usage = day(|_| 0.9);
    let advice = about(&usage, Kept::Provisioned { shards: 2.0 });
    let expected = [
        (Billing::Provisioned, 1.86),
        (Billing::ProvisionedAtPeak, 1.5),
        (Billing::OnDemand, 13.18),
        (Billing::OnDemandAdvantage, 101.25),
    ];
    assert_eq!(totals(&advice), expected);
    assert_eq!(
        advice.to_string(),
        "provisioned at a fixed size of 1 shard would have saved $0.36 in 24 hours: \
         provisioned as it was cost $1.86, provisioned at a fixed size of 1 shard $1.50, \
         on demand $13.18, on-demand Advantage $101.25"
    );
}

/// A minute of 40 MiB/s in a day takes 42 shards ($15.12) or 2.34 GB, billed as 3.54, and as
/// much read: $0.96 + 0.28 + 0.09.
#[test]
fn a_stream_with_a_short_peak_is_cheapest_on_demand() {
    let minute = Interval {
        bytes_in: 40.0 * MIB * 60.0,
        records_in: 40.0 * MIB * 60.0 / 1000.0,
        bytes_out: 40.0 * MIB * 60.0,
    };
    let usage = Usage::of(&[minute], 60.0, 24.0, 0);
    let advice = about(&usage, Kept::OnDemand);
    let expected = [
        (Billing::OnDemand, 1.34),
        (Billing::ProvisionedAtPeak, 15.16),
        (Billing::OnDemandAdvantage, 101.25),
    ];
    assert_eq!(totals(&advice), expected);
    assert_eq!(advice.better(), None);
    let scaled = about(&usage, Kept::Provisioned { shards: 10.0 });
    assert_eq!(scaled.better().unwrap().0.billing, Billing::OnDemand);
}

#[test]
fn what_scaling_saved_is_not_given_up_for_a_fixed_size() {
    let usage = day(|hour| if hour == 12 { 40.0 } else { 1.0 });
    let advice = about(&usage, Kept::Provisioned { shards: 4.0 });
    assert_eq!(advice.cheapest().unwrap().billing, Billing::Provisioned);
    assert_eq!(advice.better(), None);
    assert!(advice.to_string().starts_with("nothing is cheaper"));
}

#[test]
fn a_tenth_is_not_worth_a_change() {
    let usage = day(|_| 0.9);
    let advice = about(&usage, Kept::Provisioned { shards: 1.2 });
    assert_eq!(
        advice.cheapest().unwrap().billing,
        Billing::ProvisionedAtPeak
    );
    assert_eq!(advice.better(), None);
}

#[test]
fn with_much_data_that_is_read_often_advantage_is_cheaper_than_on_demand() {
    let usage = Usage {
        gigabytes_out: 5000.0,
        ..day(|_| 100.0)
    };
    let advice = about(&usage, Kept::OnDemand);
    let of = |billing| {
        let found = advice
            .alternatives
            .iter()
            .find(|each| each.billing == billing);
        found.unwrap().bill.total()
    };
    assert!(of(Billing::OnDemandAdvantage) < of(Billing::OnDemand) * 0.5);
}
