//! One tick: every due target of a kind.

mod collecting;
mod unevaluated;

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use decision::TargetKind;
use futures::{FutureExt, StreamExt, join, stream};
use jiff::Timestamp;

use crate::{
    Actuator, Assignment, Deadline, Failure, Inbox, Listings, MetricSource, ParsedPolicies,
    PolicyStore, PortError, Reminder, Roster, StateStore, TargetSource, TickReport, act::Turn,
    collect, collected::Collected, report::Ended,
};

use collecting::collecting_time;

/// No target is begun with less time left than this: a target that was begun can still be
/// finished, or its failure recorded.
pub const TIME_RESERVE: Duration = Duration::from_secs(18);
/// What one target may take at most.
pub const TARGET_TIMEOUT: Duration = Duration::from_secs(10);
/// What recording a failure may take after that.
const RECORDING_TIMEOUT: Duration = Duration::from_secs(5);
/// So many targets are evaluated at a time, so that what is fetched and derived for all of them
/// need not be held at once. GetMetricData calls of 500 series divide them without a rest.
const TARGETS_OF_A_BATCH: usize = 1_000;
/// Most of a target's time is waiting for the store.
const TARGETS_AT_ONCE: usize = 200;

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
            assignments.iter().partition(|each| each.is_due(now));
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
        let time = collecting_time(deadline);
        let known = rest.map(|rest| due.iter().chain(rest).copied());
        let (going_on, due): (Vec<&Assignment>, Vec<_>) =
            due.iter().partition(|each| each.standing(now).is_some());
        let (first, later) = due.split_at(due.len().min(TARGETS_OF_A_BATCH));
        let window = collect::window(kind, &due, now);
        let (mut collected, series) = join!(
            self.collect(kind, &due, known, now, time),
            self.fetch(first, &window, time)
        );
        report.problems.extend(collected.problems());
        self.turns(first, series, &mut collected, now, deadline, &mut report)
            .await;
        for batch in later.chunks(TARGETS_OF_A_BATCH) {
            let series = self.fetch(batch, &window, collecting_time(deadline)).await;
            self.turns(batch, series, &mut collected, now, deadline, &mut report)
                .await;
        }
        // What has been decided already is less urgent, and needs no series.
        let none = Ok(collect::Series::new());
        self.turns(&going_on, none, &mut collected, now, deadline, &mut report)
            .await;
        report
    }

    /// The turns of a batch, of which these are the series.
    async fn turns(
        &self,
        batch: &[&Assignment],
        series: Result<collect::Series, PortError>,
        collected: &mut Collected,
        now: Timestamp,
        deadline: &impl Deadline,
        report: &mut TickReport,
    ) {
        let problem = series.as_ref().err().map(ToString::to_string);
        report.problems.extend(problem);
        collected.next_batch(series);
        let collected = &*collected;
        let mut turns = stream::iter(batch)
            .map(|assignment| {
                let turn = self.turn(assignment, collected, now, deadline);
                turn.map(move |ended| (assignment, ended))
            })
            .buffer_unordered(TARGETS_AT_ONCE);
        while let Some((assignment, ended)) = turns.next().await {
            report.note(&assignment.target, ended);
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
