//! What holds for whatever traffic there was.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail anywhere, in its helpers too"
)]

use pricing::{Advice, Billing, Interval, Kept, Prices, Savings, UnitHours, Usage, Usd};
use proptest::{collection::vec, prelude::*};

const MINUTE: f64 = 60.0;

fn interval() -> impl Strategy<Value = Interval> {
    let bytes = prop_oneof![Just(0.0), 0.0..1e12_f64];
    let records = prop_oneof![Just(0.0), 0.0..1e9_f64];
    (bytes.clone(), records, bytes).prop_map(|(bytes_in, records_in, bytes_out)| Interval {
        bytes_in,
        records_in,
        bytes_out,
    })
}

fn kept() -> impl Strategy<Value = Kept> {
    let provisioned = (1.0..500.0_f64).prop_map(|shards| Kept::Provisioned { shards });
    prop_oneof![provisioned, Just(Kept::OnDemand)]
}

fn usage(intervals: &[Interval], consumers: u32) -> Usage {
    Usage::of(intervals, MINUTE, 24.0, consumers)
}

fn totals(usage: &Usage, kept: Kept) -> Vec<(Billing, Usd)> {
    let advice = Advice::about(usage, kept, &Prices::with(None).unwrap());
    let alternatives = advice.alternatives.iter();
    alternatives
        .map(|each| (each.billing, each.bill.total()))
        .collect()
}

proptest! {
    #[test]
    fn more_traffic_never_costs_less(
        before in vec((interval(), interval()), 0..20),
        kept in kept(),
        consumers in 0..5_u32,
    ) {
        let less: Vec<_> = before.iter().map(|(each, _)| *each).collect();
        let more: Vec<_> = before.iter().map(|(each, more)| Interval {
            bytes_in: each.bytes_in + more.bytes_in,
            records_in: each.records_in + more.records_in,
            bytes_out: each.bytes_out + more.bytes_out,
        }).collect();
        let less = totals(&usage(&less, consumers), kept);
        let more = totals(&usage(&more, consumers), kept);
        for ((billing, less), (_, more)) in less.into_iter().zip(more) {
            prop_assert!(less.0 <= more.0 * (1.0 + 1e-9), "{billing}: {less} then {more}");
        }
    }

    #[test]
    fn another_fan_out_consumer_never_costs_less(
        intervals in vec(interval(), 0..20),
        kept in kept(),
        consumers in 0..5_u32,
    ) {
        let fewer = totals(&usage(&intervals, consumers), kept);
        let more = totals(&usage(&intervals, consumers + 1), kept);
        for ((_, fewer), (_, more)) in fewer.into_iter().zip(more) {
            prop_assert!(fewer.0 <= more.0 * (1.0 + 1e-9));
        }
    }

    #[test]
    fn nothing_is_cheaper_than_the_cheapest(
        intervals in vec(interval(), 0..20),
        kept in kept(),
    ) {
        let usage = usage(&intervals, 0);
        let advice = Advice::about(&usage, kept, &Prices::with(None).unwrap());
        let cheapest = advice.cheapest().unwrap().bill.total();
        for each in &advice.alternatives {
            prop_assert!(cheapest <= each.bill.total());
            prop_assert!(each.bill.used() <= each.bill.total());
        }
        if let Some((_, saves)) = advice.better() {
            prop_assert!(saves > Usd(0.0));
        }
    }

    #[test]
    fn the_least_size_carries_every_interval(intervals in vec(interval(), 1..20)) {
        let shards = f64::from(usage(&intervals, 0).least_shards);
        for each in &intervals {
            prop_assert!(each.bytes_in <= shards * 1_048_576.0 * MINUTE * (1.0 + 1e-9));
            prop_assert!(each.records_in <= shards * 1_000.0 * MINUTE * (1.0 + 1e-9));
            prop_assert!(each.bytes_out <= shards * 2_097_152.0 * MINUTE * (1.0 + 1e-9));
        }
    }

    #[test]
    fn a_record_is_at_least_a_unit_and_no_byte_is_forgotten(intervals in vec(interval(), 0..20)) {
        let usage = usage(&intervals, 0);
        prop_assert!(usage.put_units >= usage.records_in * (1.0 - 1e-9));
        prop_assert!(usage.billed_gigabytes_in >= usage.gigabytes_in * (1.0 - 1e-9));
    }

    #[test]
    fn using_less_of_the_same_baseline_saves_more(
        baseline in 0..10_000_u32,
        hours in 0.0..400.0_f64,
        one in 0.0..1e6_f64,
        other in 0.0..1e6_f64,
    ) {
        let saved = |unit_hours| {
            Savings::against(baseline, UnitHours { hours, unit_hours }, Usd(0.015)).saved
        };
        prop_assert!(saved(one.min(other)) >= saved(one.max(other)));
    }
}
