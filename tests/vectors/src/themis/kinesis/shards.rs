//! The shards of a stream as a vector lists them, and what splits and merges make of them.

use decision::reshard::{HashKey, Layout};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

#[derive(Clone, Deserialize)]
pub(super) struct Shard {
    pub(super) id: String,
    #[serde(deserialize_with = "key")]
    start: HashKey,
    /// The last one.
    #[serde(deserialize_with = "key")]
    end: HashKey,
    #[serde(default)]
    closed: bool,
}

fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashKey, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)
}

/// In the order in which the service lists them.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct Shards(Vec<Shard>);

impl Shards {
    pub(super) fn open(&self) -> impl Iterator<Item = &Shard> {
        self.0.iter().filter(|shard| !shard.closed)
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.open().count()).unwrap_or(u32::MAX)
    }

    /// `None` where the open shards leave hash keys out, as those of no stream do.
    pub(super) fn layout(&self) -> Option<Layout> {
        let mut ranges: Vec<_> = self.open().map(|shard| (shard.start, shard.end)).collect();
        ranges.sort_unstable();
        let follow = |one: &(_, HashKey), next: &(_, _)| one.1.checked_add(1) == Some(next.0);
        let without_gaps = ranges.windows(2).all(|pair| follow(&pair[0], &pair[1]));
        let to_the_end = ranges.last().is_some_and(|(_, end)| *end == HashKey::MAX);
        let firsts = ranges.iter().map(|(start, _)| *start).collect();
        Layout::of(firsts).filter(|_| without_gaps && to_the_end)
    }

    /// The hash keys of an open shard.
    pub(super) fn width(&self, id: &str) -> Option<HashKey> {
        let shard = self.open().find(|shard| shard.id == id);
        shard.map(|shard| shard.end - shard.start)
    }

    /// After those calls that the service did not refuse.
    pub(super) fn after(mut self, calls: &Value) -> Result<Self, String> {
        for call in calls.as_array().into_iter().flatten() {
            if call["failed"].is_null() {
                self.call(call).ok_or(format!("{call} cannot be"))?;
            }
        }
        Ok(self)
    }

    fn call(&mut self, call: &Value) -> Option<()> {
        let (start, end) = self.close(call["shard"].as_str()?)?;
        if call["op"] == "split_shard" {
            let at: HashKey = call["new_starting_hash_key"].as_str()?.parse().ok()?;
            self.open_between(start, at.checked_sub(1)?);
            self.open_between(at, end);
        } else {
            let (_, end) = self.close(call["adjacent_shard"].as_str()?)?;
            self.open_between(start, end);
        }
        Some(())
    }

    fn close(&mut self, id: &str) -> Option<(HashKey, HashKey)> {
        let shard = self.0.iter_mut().find(|shard| shard.id == id)?;
        shard.closed = true;
        Some((shard.start, shard.end))
    }

    fn open_between(&mut self, start: HashKey, end: HashKey) {
        self.0.push(Shard {
            id: format!("shardId-{:012}", self.0.len()),
            start,
            end,
            closed: false,
        });
    }
}
