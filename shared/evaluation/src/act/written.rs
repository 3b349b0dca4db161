//! What is written down of a turn, and how it is saved.

use decision::{ActivityEnd, Period, Readiness, ScalingState, TargetId};

use super::Turn;
use crate::{Assignment, Memory, Outcome, Record, SaveError, Seen, StateStore, Status};

impl<T, A, S: StateStore> Turn<'_, T, A, S> {
    pub(super) fn record(
        &self,
        outcome: Outcome,
        ended: Option<ActivityEnd>,
        problems: Vec<String>,
    ) -> Record {
        let record = Record {
            since: self.now,
            until: self.now,
            times: 1,
            policy: self.assignment.policy.name.clone(),
            policy_version: self.assignment.policy_version,
            outcome,
            ended,
            problems,
        };
        record.after(self.assignment.memory.record.as_ref())
    }

    pub(super) fn memory(
        &self,
        scaling: ScalingState,
        status: Option<Status>,
        record: Record,
        pace: Period,
    ) -> Memory {
        let before = &self.assignment.memory;
        let looked = self.collected.looks.contains_key(&self.assignment.target);
        let seen = status.map(|status| match before.seen {
            Some(seen) if !looked && seen.status == status => seen,
            _ => Seen {
                status,
                at: self.now,
            },
        });
        // A change that has just been seen counts from now on; shards on demand are not paid for.
        let served = status.and(before.seen).map(|seen| seen.status);
        let paid_for = served.filter(|status| status.readiness != Readiness::OnDemand);
        // What is under way and what failed is looked at again as soon as there is a tick.
        let failed = matches!(record.outcome, Outcome::Failed { .. });
        let watched = scaling.heat.looks_at_shards();
        let pace = if failed || watched || scaling.activity.is_some() {
            Period::minutes(1)
        } else {
            pace
        };
        Memory {
            next_evaluation: Some(Memory::next_after(self.now, pace)),
            scaling,
            seen: seen.or(before.seen),
            looked_at: if looked {
                Some(self.now)
            } else {
                before.looked_at
            },
            record: Some(record),
            ledger: before
                .ledger
                .counted(paid_for.map(|status| status.open), self.now),
        }
    }

    /// Nothing was done, and not for the target's sake: it comes first in the next tick.
    pub(super) fn still_due(&self, memory: Memory) -> Memory {
        let due = self.assignment.memory.next_evaluation;
        Memory {
            next_evaluation: due.map(|due| due.min(self.now)),
            ..memory
        }
    }

    pub(super) async fn save(&self, version: u64, memory: &Memory) -> Result<u64, SaveError> {
        let Assignment {
            target,
            memory: before,
            ..
        } = self.assignment;
        save(self.store, target, version, before, memory).await
    }
}

/// Saves under the version that was loaded. A record that says something new sends the one before
/// into the history first: a crash in between leaves it in both, never in neither.
pub(crate) async fn save<S: StateStore>(
    store: &S,
    target: &TargetId,
    version: u64,
    before: &Memory,
    memory: &Memory,
) -> Result<u64, SaveError> {
    let replaced = before.record.as_ref().filter(|previous| {
        let record = memory.record.as_ref();
        record.is_none_or(|record| record.since != previous.since)
    });
    if let Some(previous) = replaced
        && let Err(error) = store.archive(target, previous).await
    {
        tracing::warn!(%target, %error, "a record could not be put into the history");
    }
    store.save(target, version, memory).await
}
