//! One tick: every due target of a kind.

mod unevaluated;

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use decision::TargetKind;
use futures::{FutureExt, StreamExt, join, stream};
use jiff::Timestamp;

use crate::{
    Actuator, Assignment, Deadline, Failure, Inbox, Listings, MetricSource, ParsedPolicies,
    PolicyStore, PortError, Reminder, Roster, StateStore, TargetSource, TickReport,
    act::{Collected, Turn},
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
    pub policies: ParsedPolicies,
}

impl<M, T, A, S> Evaluator<M, T, A, S>
where
    M: MetricSource,
    T: TargetSource,
    A: Actuator,
    S: StateStore + PolicyStore + Inbox + Listings,
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
        let (policies, remembered) = (policies?, remembered?);
        let (listing, unread) = self.listing(kind, &policies).await;
        let parsed = self.policies.of(&policies);
        let Roster {
            assignments,
            broken,
            gone,
            selectors,
            warnings,
        } = Roster::joined(kind, &policies, parsed, remembered, &listing);
        let (mut due, rest): (Vec<&Assignment>, Vec<_>) =
            assignments.iter().partition(|each| each.memory.is_due(now));
        // Who was left last time comes first this time.
        due.sort_by_key(|each| each.memory.next_evaluation);
        let time = deadline.remaining().saturating_sub(TIME_RESERVE);
        let discovering = self.discover(kind, &selectors, listing, now, time);
        let (mut report, discovered) = join!(
            self.evaluate(kind, &due, Some(&rest), now, deadline),
            discovering
        );
        let problems = unread.into_iter().chain(discovered.err());
        report
            .problems
            .extend(problems.map(|error| error.to_string()));
        report.warnings = warnings.into_iter().map(|one| one.message).collect();
        self.report_broken(&broken, now, deadline, &mut report)
            .await;
        self.retire(&gone, now, deadline, &mut report).await;
        Ok(report)
    }

    /// Evaluates the targets whose plans go on at `now`, between two ticks, as the evaluations
    /// that sent the reminders left them: nothing is read for it. Where somebody else has saved
    /// meanwhile, nothing is done.
    pub async fn visit(
        &self,
        kind: TargetKind,
        reminders: &[Reminder],
        now: Timestamp,
        deadline: &impl Deadline,
    ) -> TickReport {
        let due: Vec<_> = reminders.iter().map(|each| &each.assignment).collect();
        self.evaluate(kind, &due, None, now, deadline).await
    }

    /// Evaluates `due`; `rest` are all others of the kind, if they are known.
    async fn evaluate(
        &self,
        kind: TargetKind,
        due: &[&Assignment],
        rest: Option<&[&Assignment]>,
        now: Timestamp,
        deadline: &impl Deadline,
    ) -> TickReport {
        let mut report = TickReport::new(now, kind, due.len());
        let time = deadline.remaining().saturating_sub(TIME_RESERVE);
        let collected = self
            .collect(kind, due, rest, now, time.min(COLLECTING_TIMEOUT))
            .await;
        report.problems.extend(collected.problems());
        let mut turns = stream::iter(due)
            .map(|assignment| {
                let turn = self.turn(assignment, &collected, now, deadline);
                turn.map(move |ended| (assignment, ended))
            })
            .buffer_unordered(TARGETS_AT_ONCE);
        while let Some((assignment, ended)) = turns.next().await {
            report.note(&assignment.target, ended);
        }
        report
    }

    async fn collect(
        &self,
        kind: TargetKind,
        due: &[&Assignment],
        rest: Option<&[&Assignment]>,
        now: Timestamp,
        time: Duration,
    ) -> Collected {
        let known = rest.map(|rest| due.iter().chain(rest));
        let known = known.into_iter().flatten().copied();
        let (looks, series, others, pushes, shards) = join!(
            collect::look(&self.targets, due, time),
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
