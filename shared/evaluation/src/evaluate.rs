//! One tick: every due target of a kind.

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use decision::TargetKind;
use futures::{FutureExt, StreamExt, join, stream};
use jiff::Timestamp;

use crate::{
    Actuator, Assignment, Broken, Deadline, Failure, Inbox, MetricSource, PolicyStore, PortError,
    Reminder, Roster, StateStore, TargetSource, TickReport,
    act::{Collected, Turn, save},
    collect,
    inbox::Pushes,
    others::Others,
    report::Ended,
    shards::Shards,
};

/// No target is begun with less time left than this: a target that was begun can still be
/// finished, or its failure recorded.
pub const TIME_RESERVE: Duration = Duration::from_secs(18);
/// What one target may take at most.
pub const TARGET_TIMEOUT: Duration = Duration::from_secs(10);
/// What recording a failure may take after that.
const RECORDING_TIMEOUT: Duration = Duration::from_secs(5);
/// What collecting for all targets may take at most.
const COLLECTING_TIMEOUT: Duration = Duration::from_secs(20);
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
    S: StateStore + PolicyStore + Inbox,
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
        self.evaluate(kind, now, deadline, |each| each.memory.is_due(now))
            .await
    }

    /// Evaluates the targets whose plans go on at `now`, between two ticks. A reminder whose turn
    /// somebody else has taken meanwhile is void.
    ///
    /// # Errors
    /// As [`Self::tick`].
    pub async fn visit(
        &self,
        kind: TargetKind,
        reminders: &[Reminder],
        now: Timestamp,
        deadline: &impl Deadline,
    ) -> Result<TickReport, PortError> {
        let reminded = |each: &Assignment| {
            let turn = each.memory.scaling.plan.map(|plan| plan.turn);
            let mut of_it = reminders.iter().filter(|one| one.target == each.target);
            of_it.any(|one| Some(one.turn) == turn)
        };
        self.evaluate(kind, now, deadline, reminded).await
    }

    async fn evaluate(
        &self,
        kind: TargetKind,
        now: Timestamp,
        deadline: &impl Deadline,
        is_due: impl Fn(&Assignment) -> bool,
    ) -> Result<TickReport, PortError> {
        let (policies, remembered) = join!(self.store.policies(), self.store.remembered(kind));
        let roster = Roster::of(kind, &policies?, remembered?);
        let (mut due, rest): (Vec<Assignment>, Vec<Assignment>) =
            roster.assignments.into_iter().partition(is_due);
        // Who was left last time comes first this time.
        due.sort_by_key(|each| each.memory.next_evaluation);
        let mut report = TickReport::new(now, kind, due.len());
        let time = deadline.remaining().saturating_sub(TIME_RESERVE);
        let collected = self
            .collect(kind, &due, &rest, now, time.min(COLLECTING_TIMEOUT))
            .await;
        report.problems.extend(collected.problems());
        let mut turns = stream::iter(&due)
            .map(|assignment| {
                let turn = self.turn(assignment, &collected, now, deadline);
                turn.map(move |ended| (assignment, ended))
            })
            .buffer_unordered(TARGETS_AT_ONCE);
        while let Some((assignment, ended)) = turns.next().await {
            report.note(&assignment.target, ended);
        }
        let broken = roster.broken.iter();
        report.problems.extend(
            broken
                .clone()
                .filter(|each| each.target.is_none())
                .map(Broken::say),
        );
        report
            .failed
            .extend(broken.clone().filter_map(Broken::failed));
        stream::iter(broken)
            .for_each_concurrent(TARGETS_AT_ONCE, |each| {
                self.record_broken(each, now, deadline)
            })
            .await;
        Ok(report)
    }

    async fn collect(
        &self,
        kind: TargetKind,
        due: &[Assignment],
        rest: &[Assignment],
        now: Timestamp,
        time: Duration,
    ) -> Collected {
        let known = due.iter().chain(rest);
        let (looks, series, others, pushes, shards) = join!(
            collect::look(&self.targets, kind, due, time),
            AssertUnwindSafe(collect::fetch(&self.metrics, kind, due, now, time)).catch_unwind(),
            Others::followed(&self.store, due, known, time),
            Pushes::read(&self.store, kind, due, time),
            AssertUnwindSafe(Shards::look(&self.targets, &self.metrics, due, now, time))
                .catch_unwind(),
        );
        let series = series.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
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
            others,
            pushes,
            shards: shards.unwrap_or_else(|panic| Shards::failed(panicked(panic.as_ref()))),
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
            Ok(Err(panic)) => panicked(panic.as_ref()),
            Err(_) => PortError {
                operation: "evaluation",
                failure: Failure::Unavailable,
                message: format!("took longer than {} s", TARGET_TIMEOUT.as_secs()),
            },
        };
        let unrecorded = turn.failed(&error);
        let recording = tokio::time::timeout(RECORDING_TIMEOUT, turn.fail(error));
        recording.await.unwrap_or(unrecorded)
    }

    /// The failure of a broken target is recorded where there is a memory to record it in.
    async fn record_broken(&self, broken: &Broken, now: Timestamp, deadline: &impl Deadline) {
        let (Some(target), Some((before, after))) = (&broken.target, broken.memories(now)) else {
            return;
        };
        if deadline.remaining() < RECORDING_TIMEOUT {
            return;
        }
        let saving = save(&self.store, target, broken.version, before, &after);
        match tokio::time::timeout(RECORDING_TIMEOUT, saving).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%target, %error, "the failure could not be recorded"),
            Err(_) => tracing::warn!(%target, "the failure could not be recorded in time"),
        }
    }
}

/// A panic as the error of what it happened in.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> PortError {
    PortError {
        operation: "evaluation",
        failure: Failure::Malformed,
        message: format!("panicked: {}", panic_message(panic)),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests;
