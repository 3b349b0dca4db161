//! On demand, in an account without a commitment: an hour of the stream, and its data.

use crate::{Bill, Charge, Usage, prices::OnDemand};

pub(crate) fn on_demand(usage: &Usage, prices: &OnDemand) -> Bill {
    Bill::default()
        .charge(Charge::StreamHours, usage.hours, prices.stream_hour)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interval, Prices, Usd};

    /// A day at $0.04 an hour is $0.96; 10 GB in at $0.08 are $0.80, 20 GB out at $0.04 as much.
    #[test]
    fn a_stream_costs_by_the_hour_and_by_what_goes_in_and_out() {
        let kilobyte = 1024.0;
        let gigabyte = kilobyte * kilobyte * kilobyte;
        // Of half a kilobyte each, and each is billed as a whole one.
        let day = Interval {
            bytes_in: 5.0 * gigabyte,
            records_in: 10.0 * gigabyte / kilobyte,
            bytes_out: 20.0 * gigabyte,
        };
        let usage = Usage::of(&[day], 86_400.0, 24.0, 0);
        let prices = Prices::with(None).unwrap();
        let bill = on_demand(&usage, &prices.on_demand);
        assert_eq!(bill.total().rounded(), Usd(2.56));
    }
}
