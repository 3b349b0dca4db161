//! The streams of the account, and their tags.
//!
//! Tags are asked for stream by stream. The tagging API would give a hundred at once, and would be
//! another client in the function, another permission, and another endpoint to stand in for.

use std::collections::BTreeMap;

use aws_sdk_kinesis::{
    Client,
    types::{StreamStatus, StreamSummary},
};
use evaluation::PortError;

use super::{LIST_STREAMS, TAGS, paces::Paces};

/// The most that a page holds: API reference.
const STREAMS_ON_A_PAGE: i32 = 100;
/// More than can be asked for within a tick.
const MOST_PAGES: usize = 300;
/// The most tags that a stream has, and a page holds.
const TAGS_ON_A_PAGE: i32 = 50;

/// The names of the streams that can be written to.
pub(super) async fn names(client: &Client, paces: &Paces) -> Result<Vec<String>, PortError> {
    let mut names = Vec::new();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        paces.list.turn().await?;
        let page = client
            .list_streams()
            .limit(STREAMS_ON_A_PAGE)
            .set_exclusive_start_stream_name(after)
            .send()
            .await
            .map_err(|error| LIST_STREAMS.failed(&error))?;
        let last = page.stream_names.last().cloned();
        let summaries = page.stream_summaries.unwrap_or_default();
        names.extend(
            summaries
                .into_iter()
                .filter(is_there)
                .map(|stream| stream.stream_name),
        );
        match last.filter(|_| page.has_more_streams) {
            Some(last) => after = Some(last),
            None => return Ok(names),
        }
    }
    Err(LIST_STREAMS.malformed(format!("more than {MOST_PAGES} pages of streams")))
}

/// One that is being created has no shards yet, one that is being deleted is as good as gone.
fn is_there(stream: &StreamSummary) -> bool {
    matches!(
        stream.stream_status,
        StreamStatus::Active | StreamStatus::Updating
    )
}

pub(super) async fn tags(
    client: &Client,
    paces: &Paces,
    stream: &str,
) -> Result<BTreeMap<String, String>, PortError> {
    paces.tags.turn().await?;
    let answer = client
        .list_tags_for_stream()
        .stream_name(stream)
        .limit(TAGS_ON_A_PAGE)
        .send()
        .await
        .map_err(|error| TAGS.failed(&error))?;
    let tags = answer.tags.into_iter();
    Ok(tags
        .map(|tag| (tag.key, tag.value.unwrap_or_default()))
        .collect())
}
