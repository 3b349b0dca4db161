//! What other systems have pushed, for the rules that listen to them: one query of a kind, and
//! none where no policy that is due listens.

use std::{collections::HashMap, time::Duration};

use decision::{Pushed, TargetId, TargetKind};

use crate::{Assignment, Failure, Inbox, PortError};

/// The pushes by their targets, or why there are none.
#[derive(Debug, Default)]
pub(crate) struct Pushes {
    by_target: HashMap<TargetId, Vec<Pushed>>,
    pub(crate) problem: Option<PortError>,
}

impl Pushes {
    pub(crate) async fn read<S: Inbox>(
        store: &S,
        kind: TargetKind,
        due: &[&Assignment],
        time: Duration,
    ) -> Self {
        let mut pushes = Self::default();
        if due.iter().all(|each| each.policy.sources().is_empty()) {
            return pushes;
        }
        let late = || PortError {
            operation: "pushed",
            failure: Failure::Unavailable,
            message: format!("took longer than {} s", time.as_secs()),
        };
        let read = tokio::time::timeout(time, store.pushed(kind)).await;
        match read.unwrap_or_else(|_| Err(late())) {
            Ok(read) => {
                for (target, pushed) in read {
                    pushes.by_target.entry(target).or_default().push(pushed);
                }
            }
            Err(error) => pushes.problem = Some(error),
        }
        pushes
    }

    pub(crate) fn of(&self, target: &TargetId) -> Vec<Pushed> {
        self.by_target.get(target).cloned().unwrap_or_default()
    }
}
