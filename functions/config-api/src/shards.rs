//! What is known of single shards, in the words of the API.

use decision::heat::{Hot, HotKey, Said};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What is known of single shards of a stream that has a hot one, or is suspected to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShardsSaid {
    /// `suspected`: they are watched, and not seen yet; `even`: none is hot; `hot_shard`: one gets
    /// more than its part; `hot_key`: one key gets more than a shard takes.
    #[schema(example = "hot_shard")]
    what: &'static str,
    /// The first hash key that it is about, and the first after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_key: Option<String>,
    /// What is asked of the hot shard, as a share of what it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<f64>,
    /// Since when the hot key is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
}

impl From<Said> for ShardsSaid {
    fn from(said: Said) -> Self {
        let plain = |what| Self {
            what,
            first_key: None,
            end_key: None,
            load: None,
            since: None,
        };
        match said {
            Said::Suspected => plain("suspected"),
            Said::Even => plain("even"),
            Said::HotShard(Hot { first, end, load }) => Self {
                first_key: Some(first.to_string()),
                end_key: Some(end.to_string()),
                load: Some(load),
                ..plain("hot_shard")
            },
            Said::HotKey(HotKey { first, end, since }) => Self {
                first_key: Some(first.to_string()),
                end_key: Some(end.to_string()),
                since: Some(since),
                ..plain("hot_key")
            },
        }
    }
}
