//! How long a reshard takes. The service promises nothing ("a few minutes"); these are what
//! decisions are made by, not what anything waits for.

/// Minutes of one SplitShard or MergeShards.
pub const OPERATION_MINUTES: f64 = 0.5;

/// Minutes of one UpdateShardCount from `open` to `to` shards: half of one, and a second for each
/// shard that there is more or fewer; where `to` is no multiple of a quarter of `open`, the service
/// has to make do with uneven pieces on the way, which is taken to cost half a second for each
/// shard that stays.
#[must_use]
pub fn call_minutes(open: u32, to: u32) -> f64 {
    let changed = f64::from(open.abs_diff(to));
    let quarters = u64::from(to) * 4 % u64::from(open.max(1)) == 0;
    let stay = if quarters {
        0.0
    } else {
        0.5 * f64::from(open.min(to))
    };
    ((30.0 + changed + stay) / 60.0).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_more_shards_takes_longer_and_quarters_take_less() {
        assert_eq!(call_minutes(4, 8), 1.0);
        assert_eq!(call_minutes(100, 200), 3.0);
        assert_eq!(call_minutes(100, 125), 1.0);
        assert_eq!(call_minutes(100, 126), 2.0);
    }
}
