//! The open shards of a stream, each with its range of hash keys.

use aws_sdk_kinesis::{
    Client,
    types::{Shard, ShardFilter, ShardFilterType},
};
use decision::{Capacity, reshard::Layout};
use evaluation::{Examined, OpenShard, PortError, Status};

use super::LIST;

const SHARDS_ON_A_PAGE: i32 = 1_000;
/// Ten pages hold the most shards that a stream can have; the rest is for pages that are not full.
const MOST_PAGES: usize = 30;

/// The open shards, by their first hash keys.
pub(super) async fn open(client: &Client, stream: &str) -> Result<Vec<OpenShard>, PortError> {
    let open = ShardFilter::builder()
        .r#type(ShardFilterType::AtLatest)
        .build()
        .map_err(|error| LIST.malformed(error.to_string()))?;
    let mut request = client.list_shards().stream_name(stream).shard_filter(open);
    let mut shards = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = request
            .max_results(SHARDS_ON_A_PAGE)
            .send()
            .await
            .map_err(|error| LIST.failed(&error))?;
        for shard in page.shards.unwrap_or_default() {
            shards.push(shard_of(shard)?);
        }
        match page.next_token {
            // A token stands for the stream and the filter; beside it they are refused.
            Some(token) => request = client.list_shards().next_token(token),
            None => {
                shards.sort_by_key(|shard| shard.first);
                shards.dedup();
                return Ok(shards);
            }
        }
    }
    Err(LIST.malformed(format!("more than {MOST_PAGES} pages of shards")))
}

fn shard_of(shard: Shard) -> Result<OpenShard, PortError> {
    let first = shard.hash_key_range.map(|range| range.starting_hash_key);
    let first = first.as_deref().and_then(|first| first.parse().ok());
    let id = shard.shard_id;
    match first {
        Some(first) => Ok(OpenShard { id, first }),
        None => Err(LIST.malformed(format!("{id} without the first hash key of its range"))),
    }
}

/// A stream counted by its shards: how many there are, and as how many they serve.
pub(super) fn counted(
    summary: Status,
    shards: Vec<OpenShard>,
    shard_metrics: Vec<String>,
) -> Result<Examined, PortError> {
    let open = u32::try_from(shards.len()).map_err(|_| LIST.malformed("too many shards"))?;
    let examined = Examined {
        status: summary,
        shards,
        shard_metrics,
    };
    // Read while it is resharded, the shards may leave keys out for a moment.
    let serving = examined.layout().as_ref().map_or(open, Layout::strength);
    let status = Status {
        capacity: Capacity(serving),
        open: Capacity(open),
        ..summary
    };
    Ok(Examined { status, ..examined })
}
