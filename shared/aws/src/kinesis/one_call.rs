//! How far one call of UpdateShardCount goes.

use std::cmp::Ordering;

use decision::Capacity;

/// The most shards that UpdateShardCount takes: API reference.
const MOST_SHARDS: u32 = 10_000;

/// As much of the way from `current` to `desired` as one call goes: at most twice, at least half
/// of the open shards, rounded up. An error says why no call goes any of it.
pub(super) fn one_call(current: Capacity, desired: Capacity) -> Result<Capacity, String> {
    let half = current.0.div_ceil(2).max(1);
    let twice = current.0.saturating_mul(2).max(half);
    let asked = Capacity(desired.0.clamp(half, twice).min(MOST_SHARDS));
    let current = current.0;
    match desired.0.cmp(&current) {
        Ordering::Less if half <= asked.0 && asked.0 < current => Ok(asked),
        Ordering::Greater if current < asked.0 => Ok(asked),
        Ordering::Equal => Err(format!("the stream has {current} shards already")),
        Ordering::Less if current <= 1 => Err("a stream keeps at least one shard".to_owned()),
        Ordering::Less => Err(format!(
            "a call takes at most {MOST_SHARDS} shards, less than half of the {current} there are"
        )),
        Ordering::Greater => Err(format!(
            "a call takes at most {MOST_SHARDS} shards, and the stream has {current}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(current: u32, desired: u32) -> Result<u32, String> {
        one_call(Capacity(current), Capacity(desired)).map(|asked| asked.0)
    }

    #[test]
    fn one_call_goes_up_to_twice_the_shards() {
        assert_eq!(asked(4, 6), Ok(6));
        assert_eq!(asked(4, 40), Ok(8));
        assert_eq!(asked(1, 2), Ok(2));
    }

    #[test]
    fn one_call_goes_down_to_half_the_shards_rounded_up() {
        assert_eq!(asked(9, 5), Ok(5));
        assert_eq!(asked(9, 1), Ok(5));
        assert_eq!(asked(2, 1), Ok(1));
        assert_eq!(asked(2, 0), Ok(1));
    }

    #[test]
    fn one_call_goes_to_ten_thousand_shards_at_most() {
        assert_eq!(asked(9_000, 18_000), Ok(10_000));
        assert_eq!(asked(15_000, 1), Ok(7_500));
        assert_eq!(asked(18_000, 12_000), Ok(10_000));
    }

    #[test]
    fn what_no_call_can_do_is_not_asked_for() {
        for (current, desired, why) in [
            (4, 4, "has 4 shards already"),
            (1, 0, "at least one shard"),
            (
                10_000,
                10_001,
                "at most 10000 shards, and the stream has 10000",
            ),
            (
                15_000,
                20_000,
                "at most 10000 shards, and the stream has 15000",
            ),
            (30_000, 1, "less than half of the 30000"),
        ] {
            let said = asked(current, desired).unwrap_err();
            assert!(said.contains(why), "{current} to {desired}: {said}");
        }
    }

    #[test]
    fn absurd_counts_do_not_overflow() {
        assert_eq!(asked(0, 5), Ok(1));
        assert!(asked(u32::MAX, u32::MAX).is_err());
        assert!(asked(u32::MAX, 1).is_err());
        assert_eq!(asked(1, u32::MAX), Ok(2));
    }
}
