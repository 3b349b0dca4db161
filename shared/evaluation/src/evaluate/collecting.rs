//! What is collected before targets have their turns: for all of them at once, and series for each
//! batch.

use std::{panic::AssertUnwindSafe, time::Duration};

use decision::TargetKind;
use futures::{FutureExt, join};
use jiff::Timestamp;

use super::{Evaluator, TIME_RESERVE, panicked};
use crate::{
    Assignment, Deadline, Inbox, MetricSource, MetricWindow, PortError, StateStore, TargetSource,
    collect::{self, Series},
    collected::Collected,
    inbox::Pushes,
    others::Others,
    shards::Shards,
};

/// What collecting for all targets may take at most.
const COLLECTING_TIMEOUT: Duration = Duration::from_secs(20);

/// What is left for collecting something for many targets.
pub(super) fn collecting_time(deadline: &impl Deadline) -> Duration {
    let left = deadline.remaining().saturating_sub(TIME_RESERVE);
    left.min(COLLECTING_TIMEOUT)
}

impl<M: MetricSource, T: TargetSource, A, S: StateStore + Inbox> Evaluator<M, T, A, S> {
    /// What is collected for all of them, but for their series. `known` are all targets of the kind,
    /// where they have been read.
    pub(super) async fn collect(
        &self,
        kind: TargetKind,
        due: &[&Assignment],
        known: Option<impl Iterator<Item = &Assignment>>,
        now: Timestamp,
        time: Duration,
    ) -> Collected {
        let known = known.into_iter().flatten();
        let (looks, others, pushes, shards) = join!(
            collect::look(&self.targets, due, time),
            Others::followed(&self.store, due, known, time),
            Pushes::read(&self.store, kind, due, time),
            AssertUnwindSafe(Shards::look(&self.targets, &self.metrics, due, now, time))
                .catch_unwind(),
        );
        Collected {
            looks,
            series: Series::new(),
            metrics_error: None,
            others,
            pushes,
            shards: shards.unwrap_or_else(|panic| Shards::failed(panicked(panic.as_ref()))),
        }
    }

    pub(super) async fn fetch(
        &self,
        batch: &[&Assignment],
        window: &MetricWindow,
        time: Duration,
    ) -> Result<Series, PortError> {
        let fetching = collect::fetch(&self.metrics, batch, window, time);
        let series = AssertUnwindSafe(fetching).catch_unwind().await;
        let series = series.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
        series.inspect_err(|error| tracing::warn!(%error, "no metrics could be fetched"))
    }
}
