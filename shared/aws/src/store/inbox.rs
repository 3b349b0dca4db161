//! Recommendations of other systems: the newest of each source for each target.

use decision::{Pushed, TargetId, TargetKind};
use evaluation::{Inbox, PortError};

use super::{
    PUT, Table,
    item::{self, Item, SK},
};

const PUSHED: &str = "pushed";
/// A day more than the longest that a rule believes in one.
const KEPT_DAYS: i64 = 8;

impl Inbox for Table {
    async fn pushed(&self, kind: TargetKind) -> Result<Vec<(TargetId, Pushed)>, PortError> {
        let items = self.partition(&partition(kind)).await?;
        Ok(items.iter().filter_map(|item| pushed(kind, item)).collect())
    }

    async fn push(&self, target: &TargetId, pushed: &Pushed) -> Result<(), PortError> {
        let body = item::body(pushed).map_err(|error| PUT.malformed(error))?;
        let source = format!("{}/{}", target.name, pushed.source);
        let mut item = item::at(partition(target.kind), source);
        item.insert(PUSHED.to_owned(), body);
        item::expire(&mut item, pushed.at, KEPT_DAYS);
        let put = self.put_item(item).send().await;
        put.map(|_| ()).map_err(|error| PUT.failed(&error))
    }
}

fn partition(kind: TargetKind) -> String {
    format!("PUSHED#{kind}")
}

/// What cannot be read is as good as not pushed: the next push writes it anew.
fn pushed(kind: TargetKind, item: &Item) -> Option<(TargetId, Pushed)> {
    let (name, _) = item::text(item, SK)?.split_once('/')?;
    let name = name.to_owned();
    let target = TargetId { kind, name };
    match item::read_body(item, PUSHED) {
        Ok(pushed) => Some((target, pushed)),
        Err(error) => {
            tracing::warn!(%target, error, "a pushed recommendation cannot be read");
            None
        }
    }
}
