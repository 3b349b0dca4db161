//! How much a layout rejects of a demand, and how many shards a demand needs.
//!
//! Demand is in shards: 1 MiB/s or 1,000 records/s, whichever is more of its limit. A demand that
//! fits on average does not fit in every second: keys are not spread evenly, and writes come in
//! bursts. So a shard with the share w of the hash keys is taken to get in each second
//! N(xw, (c·xw)²) of the demand x, with c² = `BURST`² + (1/w − 1)/`KEYS`, and what exceeds 1 is
//! rejected: E[(L − 1)⁺] = s·φ(z) − (1 − m)·Φ(−z) of L ~ N(m, s²), z = (1 − m)/s (the normal loss
//! function of inventory theory).

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::Layout;

/// Second-to-second deviation of a minute's load, as a share of it.
const BURST: f64 = 0.10;
/// How many equally heavy keys would spread the load as unevenly as the real ones do.
const KEYS: f64 = 5_000.0;

/// The demand, in shards, that `layout` rejects of `demand`.
#[must_use]
pub fn rejected(layout: &Layout, demand: f64) -> f64 {
    let mut total = 0.0;
    let (mut width, mut one) = (0.0, 0.0);
    for next in layout.widths() {
        // Equal shards lie side by side, and reject the same.
        if !alike(width, next) {
            (width, one) = (next, by_one(next, demand));
        }
        total += one;
    }
    total
}

/// The demand, in shards, that `shards` equal ones reject of `demand`.
#[must_use]
pub fn rejected_evenly(shards: u32, demand: f64) -> f64 {
    let shards = f64::from(shards.max(1));
    shards * by_one(1.0 / shards, demand)
}

/// The least number of equal shards, at most `most`, that reject no more than the share
/// `tolerated` of `demand`.
#[must_use]
pub fn needed(demand: f64, tolerated: f64, most: u32) -> u32 {
    let enough = |shards: u32| rejected_evenly(shards, demand) <= tolerated * demand;
    let (mut few, mut many) = (1, most.max(1));
    while few < many {
        let middle = few.midpoint(many);
        if enough(middle) {
            many = middle;
        } else {
            few = middle + 1;
        }
    }
    many
}

fn alike(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one
}

/// What a shard with the share `width` of the hash keys rejects of `demand`.
fn by_one(width: f64, demand: f64) -> f64 {
    let mean = demand * width;
    let deviation = mean * (BURST.powi(2) + (1.0 / width - 1.0) / KEYS).sqrt();
    if deviation <= 0.0 {
        return 0.0;
    }
    deviation * normal_loss((1.0 - mean) / deviation)
}

/// E[(Z − z)⁺] of a standard normal Z.
fn normal_loss(z: f64) -> f64 {
    let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
    let above = 0.5 * libm::erfc(z * FRAC_1_SQRT_2);
    (density - z * above).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_far_above_the_shards_is_rejected_but_for_what_they_take() {
        assert!((rejected_evenly(10, 30.0) - 20.0).abs() < 0.01);
        assert!(rejected_evenly(10, 1.0) < 1e-9);
        assert!(rejected_evenly(10, 0.0).abs() < 1e-12);
    }

    #[test]
    fn a_demand_that_just_fits_is_rejected_in_part() {
        let share = rejected_evenly(50, 50.0) / 50.0;
        assert!((0.03..0.08).contains(&share), "{share}");
    }

    #[test]
    fn one_split_relieves_the_shard_that_it_cuts_alone() {
        let layout = Layout::uniform(4);
        let cut = layout.clone().split(layout.firsts()[1] / 2);
        let (before, after) = (rejected(&layout, 8.0), rejected(&cut, 8.0));
        assert!((before - 4.0).abs() < 0.01);
        // Of the four that rejected a shard's worth each, one rejects next to nothing.
        assert!((after - 3.1).abs() < 0.1, "{after}");
    }

    #[test]
    fn a_layout_of_equal_shards_rejects_what_equal_shards_do() {
        for shards in [1, 3, 40, 77] {
            let demand = 0.9 * f64::from(shards);
            let difference =
                rejected(&Layout::uniform(shards), demand) - rejected_evenly(shards, demand);
            assert!(difference.abs() < 1e-6);
        }
    }

    #[test]
    fn more_shards_need_more_room_because_keys_are_uneven() {
        let utilization = |demand| demand / f64::from(needed(demand, 1e-3, 10_000));
        assert!(utilization(20.0) > utilization(200.0));
        assert!(
            (0.7..0.8).contains(&utilization(50.0)),
            "{}",
            utilization(50.0)
        );
    }

    #[test]
    fn what_is_needed_is_the_least_that_is_enough() {
        for demand in [0.3, 1.0, 7.5, 60.0] {
            let shards = needed(demand, 1e-3, 10_000);
            assert!(rejected_evenly(shards, demand) <= 1e-3 * demand);
            assert!(shards == 1 || rejected_evenly(shards - 1, demand) > 1e-3 * demand);
        }
        assert_eq!(needed(1e9, 1e-3, 500), 500);
        assert_eq!(needed(0.0, 1e-3, 500), 1);
    }
}
