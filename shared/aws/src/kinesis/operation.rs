//! Splitting and merging: a boundary between hash keys is made, or taken away.

use aws_sdk_kinesis::Client;
use decision::reshard::HashKey;
use evaluation::{Examined, Failure, OpenShard, PortError};

use super::{MERGE, SPLIT, once};

/// Splits the shard that has the key `at`, so that the second part begins with it.
pub(super) async fn split(
    client: &Client,
    stream: &str,
    examined: &Examined,
    at: HashKey,
) -> Result<(), PortError> {
    let within = before(examined, at).filter(|(_, next)| next.is_none_or(|next| at < next.first));
    let Some((shard, _)) = within else {
        let why = format!("no open shard has {at} within its range");
        return Err(SPLIT.failure(Failure::Refused, why));
    };
    client
        .split_shard()
        .stream_name(stream)
        .shard_to_split(&shard.id)
        .new_starting_hash_key(at.to_string())
        .customize()
        .config_override(once())
        .send()
        .await
        .map_err(|error| SPLIT.failed(&error))?;
    Ok(())
}

/// Merges the two shards that meet at the key `at`.
pub(super) async fn merge(
    client: &Client,
    stream: &str,
    examined: &Examined,
    at: HashKey,
) -> Result<(), PortError> {
    let meeting = before(examined, at).and_then(|(shard, next)| Some((shard, next?)));
    let Some((shard, next)) = meeting.filter(|(_, next)| next.first == at) else {
        let why = format!("no two open shards meet at {at}");
        return Err(MERGE.failure(Failure::Refused, why));
    };
    client
        .merge_shards()
        .stream_name(stream)
        .shard_to_merge(&shard.id)
        .adjacent_shard_to_merge(&next.id)
        .customize()
        .config_override(once())
        .send()
        .await
        .map_err(|error| MERGE.failed(&error))?;
    Ok(())
}

/// The last shard that begins before `at`, and the one after it.
fn before(examined: &Examined, at: HashKey) -> Option<(&OpenShard, Option<&OpenShard>)> {
    let shards = &examined.shards;
    let next = shards.partition_point(|shard| shard.first < at);
    let shard = shards.get(next.checked_sub(1)?)?;
    Some((shard, shards.get(next)))
}
