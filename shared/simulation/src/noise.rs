//! Chance without state: a value is a hash of a seed and a position, so that any second can be
//! computed alone and a world that is set back sees the same values again.

/// Scrambles `position` under `seed` (the finalizer of SplitMix64).
pub(crate) fn hash(seed: u64, position: u64) -> u64 {
    let mut word = seed ^ position.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// A number in `0.0..1.0` that depends on `(seed, position)` alone.
pub(crate) fn unit(seed: u64, position: u64) -> f64 {
    // 53 bits are what an f64 holds exactly.
    let fraction = (hash(seed, position) >> 11) as f64;
    fraction / 9_007_199_254_740_992.0
}

/// The largest number that [`normal`] gives.
pub(crate) const MOST_NORMAL: f64 = 3.465;

/// A number around 0 with deviation 1 that depends on `(seed, position)` alone: four uniform ones
/// added up, which is nearly normal and never farther than [`MOST_NORMAL`].
pub(crate) fn normal(seed: u64, position: u64) -> f64 {
    let word = hash(seed, position);
    let parts = [word, word >> 16, word >> 32, word >> 48].map(|part| part & 0xFFFF);
    let sum = parts.iter().sum::<u64>() as f64 / 65_535.0;
    // The sum of four has mean 2 and variance 4/12.
    (sum - 2.0) * 3.0_f64.sqrt()
}

/// The seed of one named part of a world: parts do not move together, and adding one leaves the
/// others as they were.
pub(crate) fn seed_for(seed: u64, name: &str) -> u64 {
    let fnv = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |word, byte| {
        (word ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    hash(seed, fnv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_depends_on_seed_and_position_alone() {
        assert_eq!(unit(7, 1_000), unit(7, 1_000));
        assert_ne!(unit(7, 1_000), unit(8, 1_000));
        assert_ne!(unit(7, 1_000), unit(7, 1_001));
    }

    #[test]
    fn units_fill_their_range_evenly() {
        let mean = (0..10_000).map(|at| unit(3, at)).sum::<f64>() / 10_000.0;
        assert!((0.49..0.51).contains(&mean), "{mean}");
        assert!((0..10_000).all(|at| (0.0..1.0).contains(&unit(3, at))));
    }
}
