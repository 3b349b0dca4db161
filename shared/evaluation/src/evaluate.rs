//! One tick: every due target of a kind.

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use decision::TargetKind;
use futures::{FutureExt, StreamExt, join, stream};
use jiff::Timestamp;

use crate::{
    Actuator, Assignment, Broken, Deadline, Failure, Memory, MetricSource, PolicyStore, PortError,
    Roster, StateStore, TargetSource, TickReport,
    act::{Collected, Turn},
    collect,
    report::{Ended, FailedTarget},
};

/// No target is begun with less time left than this: a target that was begun can still be
/// finished and recorded.
pub const TIME_RESERVE: Duration = Duration::from_secs(12);
/// What one target may take at most; shorter than the reserve.
pub const TARGET_TIMEOUT: Duration = Duration::from_secs(10);
/// Most of a target's time is waiting for the store.
const TARGETS_AT_ONCE: usize = 100;

/// Evaluates targets over ports.
#[derive(Debug)]
pub struct Evaluator<M, T, A, S> {
    pub metrics: M,
    pub targets: T,
    pub actuator: A,
    pub store: S,
}

impl<M, T, A, S> Evaluator<M, T, A, S>
where
    M: MetricSource,
    T: TargetSource,
    A: Actuator,
    S: StateStore + PolicyStore,
{
    /// Evaluates every target of `kind` that is due at `now`, the time of the event.
    ///
    /// # Errors
    /// Only when policies or memories cannot be read at all; what goes wrong with one target is
    /// recorded and reported, and the others are evaluated as if it were not there.
    pub async fn tick(
        &self,
        kind: TargetKind,
        now: Timestamp,
        deadline: &impl Deadline,
    ) -> Result<TickReport, PortError> {
        let (policies, remembered) = join!(self.store.policies(), self.store.remembered(kind));
        let roster = Roster::of(kind, &policies?, remembered?);
        let due: Vec<Assignment> = roster
            .assignments
            .into_iter()
            .filter(|each| each.memory.is_due(now))
            .collect();
        let mut report = TickReport::new(now, kind, due.len());
        self.report_broken(roster.broken, now, &mut report).await;
        let collected = self.collect(kind, &due, now).await;
        report
            .problems
            .extend(collected.metrics_error.iter().map(ToString::to_string));
        let mut turns = stream::iter(&due)
            .map(|assignment| {
                let turn = self.turn(assignment, &collected, now, deadline);
                turn.map(move |ended| (assignment, ended))
            })
            .buffer_unordered(TARGETS_AT_ONCE);
        while let Some((assignment, ended)) = turns.next().await {
            report.note(&assignment.target, ended);
        }
        Ok(report)
    }

    async fn collect(&self, kind: TargetKind, due: &[Assignment], now: Timestamp) -> Collected {
        let (looks, series) = join!(
            collect::look(&self.targets, kind, due),
            collect::fetch(&self.metrics, kind, due, now)
        );
        let (series, metrics_error) = match series {
            Ok(series) => (series, None),
            Err(error) => {
                tracing::warn!(%error, "no metrics could be fetched");
                (collect::Series::new(), Some(error))
            }
        };
        Collected {
            looks,
            series,
            metrics_error,
        }
    }

    /// One target's turn. Whatever happens in it stays in it.
    async fn turn(
        &self,
        assignment: &Assignment,
        collected: &Collected,
        now: Timestamp,
        deadline: &impl Deadline,
    ) -> Ended {
        if deadline.remaining() < TIME_RESERVE {
            return Ended::Left;
        }
        let turn = Turn {
            targets: &self.targets,
            actuator: &self.actuator,
            store: &self.store,
            assignment,
            collected,
            now,
        };
        let taken = AssertUnwindSafe(turn.take()).catch_unwind();
        let error = match tokio::time::timeout(TARGET_TIMEOUT, taken).await {
            Ok(Ok(ended)) => return ended,
            Ok(Err(panic)) => PortError {
                operation: "evaluation",
                failure: Failure::Malformed,
                message: format!("panicked: {}", panic_message(panic.as_ref())),
            },
            Err(_) => PortError {
                operation: "evaluation",
                failure: Failure::Unavailable,
                message: format!("took longer than {} s", TARGET_TIMEOUT.as_secs()),
            },
        };
        turn.fail(error).await
    }

    /// What is broken is reported, and recorded where there is a memory to record it in.
    async fn report_broken(&self, broken: Vec<Broken>, now: Timestamp, report: &mut TickReport) {
        for each in broken {
            tracing::warn!(policy = each.policy, error = %each.error, "left out");
            let Some(target) = each.target.clone() else {
                report.problems.push(each.error.to_string());
                continue;
            };
            let message = each.error.to_string();
            let failed = FailedTarget {
                target: target.to_string(),
                failure: each.error.failure,
                message,
            };
            report.failed.push(failed);
            if let Some(memory) = each.failed_memory(now)
                && let Err(error) = self.store.save(&target, each.version, &memory).await
            {
                tracing::warn!(%target, %error, "the failure could not be recorded");
            }
        }
    }
}

impl Broken {
    /// The memory with the failure in it; `None` when there is no memory to be trusted, or it is
    /// not due.
    fn failed_memory(&self, now: Timestamp) -> Option<Memory> {
        use crate::{Outcome, Record};
        let before = self.memory.as_ref().filter(|memory| memory.is_due(now))?;
        let failure = self.error.failure;
        let record = Record {
            since: now,
            until: now,
            times: 1,
            policy: self.policy.clone(),
            policy_version: self.policy_version,
            outcome: Outcome::Failed {
                failure,
                message: self.error.to_string(),
            },
            ended: None,
            problems: Vec::new(),
        };
        let next = Memory::next_after(now, decision::Period::minutes(1));
        Some(Memory {
            next_evaluation: Some(next),
            record: Some(record.after(before.record.as_ref())),
            ..before.clone()
        })
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests;
