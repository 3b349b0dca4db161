//! How many calls a second each action takes: of the account, or of one stream.

use std::collections::HashMap;

/// The actions whose limit the API reference states for the whole account.
const OF_THE_ACCOUNT: [(&str, u32); 19] = [
    ("AddTagsToStream", 5),
    ("CreateStream", 5),
    ("DeleteStream", 5),
    ("DescribeAccountSettings", 5),
    ("DescribeLimits", 1),
    ("DescribeStream", 10),
    ("DescribeStreamSummary", 20),
    ("DisableEnhancedMonitoring", 5),
    ("EnableEnhancedMonitoring", 5),
    ("ListStreams", 5),
    ("ListTagsForResource", 5),
    ("ListTagsForStream", 5),
    ("MergeShards", 5),
    ("RemoveTagsFromStream", 5),
    ("SplitShard", 5),
    ("TagResource", 5),
    ("UpdateAccountSettings", 5),
    ("UpdateShardCount", 10),
    ("UpdateStreamWarmThroughput", 5),
];

/// Calls of ListShards a second for each stream.
const LIST_SHARDS: u32 = 1000;

/// A moment at which a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The simulated time, in seconds since the epoch.
    pub second: i64,
    /// The time in which calls are made, in milliseconds since any moment.
    pub millisecond: u64,
}

/// Counts calls, a second at a time. A second is over when either time says so: neither a clock
/// that stands still nor one that runs fast makes a caller faster than it is.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// By what is limited: the first call of the second, and how many there have been.
    counted: HashMap<String, (Moment, u32)>,
}

impl Rates {
    /// Counts a call, and says whether it is one too many.
    pub fn exceeded(&mut self, action: &str, stream: Option<&str>, now: Moment) -> bool {
        let limit = OF_THE_ACCOUNT.iter().find(|(name, _)| *name == action);
        let (limited, most) = match (limit, stream) {
            (Some((name, most)), _) => ((*name).to_owned(), *most),
            (None, Some(stream)) if action == "ListShards" => {
                (format!("{action} {stream}"), LIST_SHARDS)
            }
            _ => return false,
        };
        let (first, calls) = self.counted.entry(limited).or_insert((now, 0));
        let over = now.millisecond.saturating_sub(first.millisecond) >= 1000;
        if over || now.second != first.second {
            (*first, *calls) = (now, 0);
        }
        *calls = calls.saturating_add(1);
        *calls > most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(rates: &mut Rates, action: &str, stream: &str, at: (i64, u64)) -> usize {
        let (second, millisecond) = at;
        let now = Moment {
            second,
            millisecond,
        };
        let calls = (0..2000).filter(|_| !rates.exceeded(action, Some(stream), now));
        calls.count()
    }

    #[test]
    fn an_account_has_so_many_calls_a_second_and_a_stream_its_own() {
        let mut rates = Rates::default();
        assert_eq!(accepted(&mut rates, "SplitShard", "a", (0, 0)), 5);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (0, 999)), 0);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (0, 1000)), 5);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (1, 1000)), 5);
        assert_eq!(accepted(&mut rates, "ListShards", "a", (0, 0)), 1000);
        assert_eq!(accepted(&mut rates, "ListShards", "b", (0, 0)), 1000);
        assert_eq!(accepted(&mut rates, "PutRecord", "a", (0, 0)), 2000);
    }
}
