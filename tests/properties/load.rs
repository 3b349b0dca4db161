//! More load never means less capacity, by rules that promise it.

use proptest::prelude::*;

use crate::{case::cases, cases::config, worlds::METRICS};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn more_load_never_means_less_capacity(
        mut case in cases(), factors in prop::collection::vec(1.0f64..4.0, METRICS),
    ) {
        case.policy.rules.retain(|entry| entry.rule.is_monotone());
        let usual = case.decided();
        let busier = case.decided_on(&case.world.seen_busier(case.now, &case.of_each(), &factors));
        prop_assert!(usual.desired() <= busier.desired(), "{usual}\n{busier}");
    }
}
