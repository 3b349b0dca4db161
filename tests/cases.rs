//! How often a property is tried, and with which seed: 10,000 times with another one each time,
//! or as `AUXO_CASES` and `PROPTEST_RNG_SEED` say.

use std::hash::{BuildHasher, RandomState};

use proptest::{prelude::ProptestConfig, test_runner::RngSeed};

pub(crate) fn config() -> ProptestConfig {
    let asked = std::env::var("AUXO_CASES").ok();
    let cases = asked.map_or(10_000, |cases| cases.parse().unwrap());
    let usual = ProptestConfig::default();
    let seed = match usual.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomState::new().hash_one(cases),
    };
    // Shown when the property fails.
    println!("to see this again: AUXO_CASES={cases} PROPTEST_RNG_SEED={seed}");
    ProptestConfig {
        cases,
        max_global_rejects: cases.saturating_mul(4),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..usual
    }
}
