//! Targets without an evaluation: what is broken, and what is there no more.

use decision::TargetId;
use futures::{StreamExt, stream};
use jiff::Timestamp;

use super::{RECORDING_TIMEOUT, TARGETS_AT_ONCE};
use crate::{Broken, Deadline, Evaluator, Gone, Memory, StateStore, TickReport, act::save};

impl<M: Sync, T: Sync, A: Sync, S: StateStore> Evaluator<M, T, A, S> {
    /// Reports and records what keeps targets from being evaluated.
    pub(super) async fn report_broken(
        &self,
        broken: &[Broken],
        now: Timestamp,
        deadline: &impl Deadline,
        report: &mut TickReport,
    ) {
        let of_none = broken.iter().filter(|each| each.target.is_none());
        report.problems.extend(of_none.map(Broken::say));
        report
            .failed
            .extend(broken.iter().filter_map(Broken::failed));
        stream::iter(broken)
            .for_each_concurrent(TARGETS_AT_ONCE, |each| {
                self.record_broken(each, now, deadline)
            })
            .await;
    }

    /// Writes the last record of what is there no more.
    pub(super) async fn retire(
        &self,
        gone: &[Gone],
        now: Timestamp,
        deadline: &impl Deadline,
        report: &mut TickReport,
    ) {
        let gone_now = gone.iter().map(|gone| gone.target.to_string());
        report.retired.extend(gone_now);
        stream::iter(gone)
            .for_each_concurrent(TARGETS_AT_ONCE, |gone| async {
                let (target, after) = (&gone.target, gone.retired(now));
                self.write_down(target, gone.version, &gone.memory, &after, deadline)
                    .await;
            })
            .await;
    }

    /// The failure of a broken target is recorded where there is a memory to record it in.
    async fn record_broken(&self, broken: &Broken, now: Timestamp, deadline: &impl Deadline) {
        let (Some(target), Some((before, after))) = (&broken.target, broken.memories(now)) else {
            return;
        };
        self.write_down(target, broken.version, before, &after, deadline)
            .await;
    }

    async fn write_down(
        &self,
        target: &TargetId,
        version: u64,
        before: &Memory,
        after: &Memory,
        deadline: &impl Deadline,
    ) {
        if deadline.remaining() < RECORDING_TIMEOUT {
            return;
        }
        let saving = save(&self.store, target, version, before, after);
        match tokio::time::timeout(RECORDING_TIMEOUT, saving).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%target, %error, "it could not be recorded"),
            Err(_) => tracing::warn!(%target, "it could not be recorded in time"),
        }
    }
}
