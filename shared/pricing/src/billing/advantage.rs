//! On-demand Advantage: data at a lower price, of which the account pays for a least amount.

use crate::{Bill, Charge, Usage, prices::OnDemandAdvantage};

const MEBIBYTES_PER_GIGABYTE: f64 = 1024.0;
const SECONDS_PER_HOUR: f64 = 3600.0;

/// The bill of an account that has this stream alone.
pub(crate) fn advantage(usage: &Usage, prices: &OnDemandAdvantage) -> Bill {
    let committed = |mebibytes_per_second: f64| {
        mebibytes_per_second * SECONDS_PER_HOUR * usage.hours / MEBIBYTES_PER_GIGABYTE
    };
    let read = usage.gigabytes_out + usage.fan_out_gigabytes;
    let unused_in = committed(prices.least_mebibytes_per_second_in) - usage.billed_gigabytes_in;
    let unused_out = committed(prices.least_mebibytes_per_second_out) - read;
    Bill::default()
        .charge(
            Charge::GigabytesIn,
            usage.billed_gigabytes_in,
            prices.gigabyte_in,
        )
        .charge(
            Charge::GigabytesOut,
            usage.gigabytes_out,
            prices.gigabyte_out,
        )
        .charge(
            Charge::FanOutGigabytes,
            usage.fan_out_gigabytes,
            prices.fan_out_gigabyte,
        )
        .charge(Charge::UnusedCommitment, unused_in, prices.gigabyte_in)
        .charge(Charge::UnusedCommitment, unused_out, prices.gigabyte_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Prices, Usd};

    fn day(gigabytes_in: f64, gigabytes_out: f64) -> Bill {
        let nothing = Usage::of(&[], 3600.0, 24.0, 0);
        let usage = Usage {
            billed_gigabytes_in: gigabytes_in,
            gigabytes_out,
            ..nothing
        };
        advantage(&usage, &Prices::with(None).unwrap().on_demand_advantage)
    }

    /// 25 MiB/s are 2109.375 GB a day; at $0.032 in and $0.016 out that is $67.50 and $33.75.
    #[test]
    fn an_account_pays_for_the_least_that_it_committed_to() {
        assert_eq!(day(0.0, 0.0).total().rounded(), Usd(101.25));
        assert_eq!(day(2000.0, 100.0).total().rounded(), Usd(101.25));
    }

    /// 4000 GB in at $0.032 are $128; 8000 GB out at $0.016 as much.
    #[test]
    fn above_the_commitment_the_data_is_what_costs() {
        let bill = day(4000.0, 8000.0);
        assert_eq!(bill.total().rounded(), Usd(256.0));
        assert_eq!(bill.used(), bill.total());
    }

    #[test]
    fn each_direction_is_made_up_to_its_least_by_itself() {
        assert_eq!(day(4000.0, 0.0).total().rounded(), Usd(128.0 + 33.75));
        assert_eq!(day(4000.0, 0.0).used().rounded(), Usd(128.0));
    }
}
