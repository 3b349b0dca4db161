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

/// Counts calls by the second.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// The second that is counted, by what is limited.
    counted: HashMap<String, (Second, u32)>,
}

/// A second: of the simulated time, and of the time in which the calls are made. Either going on
/// makes it another, so that neither a clock that stands still nor one that runs fast makes a
/// caller faster than it is.
pub type Second = (i64, u64);

impl Rates {
    /// Counts a call, and says whether it is one too many.
    pub fn exceeded(&mut self, action: &str, stream: Option<&str>, second: Second) -> bool {
        let limit = OF_THE_ACCOUNT.iter().find(|(name, _)| *name == action);
        let (limited, most) = match (limit, stream) {
            (Some((name, most)), _) => ((*name).to_owned(), *most),
            (None, Some(stream)) if action == "ListShards" => {
                (format!("{action} {stream}"), LIST_SHARDS)
            }
            _ => return false,
        };
        let (counted, calls) = self.counted.entry(limited).or_insert((second, 0));
        if *counted != second {
            (*counted, *calls) = (second, 0);
        }
        *calls = calls.saturating_add(1);
        *calls > most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(rates: &mut Rates, action: &str, stream: &str, second: Second) -> usize {
        let calls = (0..2000).filter(|_| !rates.exceeded(action, Some(stream), second));
        calls.count()
    }

    #[test]
    fn an_account_has_so_many_calls_a_second_and_a_stream_its_own() {
        let mut rates = Rates::default();
        assert_eq!(accepted(&mut rates, "SplitShard", "a", (0, 0)), 5);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (0, 0)), 0);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (1, 0)), 5);
        assert_eq!(accepted(&mut rates, "SplitShard", "b", (1, 1)), 5);
        assert_eq!(accepted(&mut rates, "ListShards", "a", (0, 0)), 1000);
        assert_eq!(accepted(&mut rates, "ListShards", "b", (0, 0)), 1000);
        assert_eq!(accepted(&mut rates, "PutRecord", "a", (0, 0)), 2000);
    }
}
