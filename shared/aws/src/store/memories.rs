//! The memory of targets: one item each, all of a kind in one partition.

use decision::{TargetId, TargetKind};
use evaluation::{Memory, PortError, Record, Remembered, SaveError, StateStore};
use serde_json::{Map, Value};

use super::{
    PUT, QUERY, Table,
    history::finished,
    item::{self, Item, SK, VERSION},
    packed,
};

const MEMORY: &str = "memory";
/// The part of it that nothing else can tell.
const SCALING: &str = "scaling";
/// What no policy names any more is forgotten after so long.
const KEPT_DAYS: i64 = 30;

impl StateStore for Table {
    async fn remembered(&self, kind: TargetKind) -> Result<Vec<Remembered>, PortError> {
        let items = self.partition(&partition(kind)).await?;
        // Each item goes when it is understood: all of them are most of what a tick holds.
        let understood = items.into_iter().map(|item| remembered(kind, &item));
        Ok(understood.collect())
    }

    async fn save(
        &self,
        target: &TargetId,
        version: u64,
        memory: &Memory,
    ) -> Result<u64, SaveError> {
        let next = version.saturating_add(1);
        let body = packed::pack(memory).map_err(|error| PUT.malformed(error))?;
        let mut item = item::at(partition(target.kind), &target.name);
        item.insert(VERSION.to_owned(), item::number(next));
        item.insert(MEMORY.to_owned(), body);
        // By the time of the last evaluation, which is when this save happens: no clock is asked.
        if let Some(record) = &memory.record {
            item::expire(&mut item, record.until, KEPT_DAYS);
        }
        self.replace(item, version).await?;
        Ok(next)
    }

    async fn archive(&self, target: &TargetId, record: &Record) -> Result<(), PortError> {
        let item = finished(target, record)?;
        let put = self.put_item(item).send().await;
        put.map(|_| ()).map_err(|error| PUT.failed(&error))
    }
}

fn partition(kind: TargetKind) -> String {
    format!("TARGETS#{kind}")
}

fn remembered(kind: TargetKind, item: &Item) -> Remembered {
    let name = item::text(item, SK).cloned().unwrap_or_default();
    let target = TargetId { kind, name };
    let memory = memory(&target, item).map_err(|error| {
        QUERY.malformed(format!("the memory of {target} cannot be read: {error}"))
    });
    Remembered {
        target,
        version: item::version(item),
        memory,
    }
}

/// Another version of the program may have written what this one cannot read. Then each part is
/// read for itself: without `scaling` nothing is known of claims and cooldowns, so nothing may be
/// done; the rest is found out anew, and written anew by the next evaluation.
fn memory(target: &TargetId, item: &Item) -> Result<Memory, String> {
    let json = packed::unpack(item, MEMORY)?;
    let whole = serde_json::from_slice(&json);
    let whole = whole.or_else(|whole| {
        let Ok(mut parts) = serde_json::from_slice::<Map<String, Value>>(&json) else {
            return Err(whole);
        };
        parts.retain(|name, part| match alone(name, part) {
            Err(error) if name != SCALING => {
                tracing::warn!(%target, part = name, %error, "a part of a memory cannot be read");
                false
            }
            _ => true,
        });
        serde_json::from_value(Value::Object(parts))
    });
    whole.map_err(|error| error.to_string())
}

fn alone(name: &str, part: &Value) -> serde_json::Result<Memory> {
    let part = Map::from_iter([(name.to_owned(), part.clone())]);
    serde_json::from_value(Value::Object(part))
}
