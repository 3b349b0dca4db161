//! What a tick has collected before targets have their turns.

use crate::{
    PortError,
    collect::{Looks, Series},
    inbox::Pushes,
    others::Others,
    shards::Shards,
};

/// What is known of all targets, and the series of the batch whose turn it is.
#[derive(Debug)]
pub(crate) struct Collected {
    pub(crate) looks: Looks,
    pub(crate) series: Series,
    /// Why there are no series, if there are none.
    pub(crate) metrics_error: Option<PortError>,
    pub(crate) others: Others,
    pub(crate) pushes: Pushes,
    pub(crate) shards: Shards,
}

impl Collected {
    /// With the series of the next batch, in place of those of the one before.
    pub(crate) fn next_batch(&mut self, series: Result<Series, PortError>) {
        (self.series, self.metrics_error) = match series {
            Ok(series) => (series, None),
            Err(error) => (Series::new(), Some(error)),
        };
    }

    /// What went wrong for all targets.
    pub(crate) fn problems(&self) -> impl Iterator<Item = String> {
        let of_metrics = self.metrics_error.iter();
        let errors = of_metrics.chain(&self.others.problems);
        let errors = errors.chain(&self.pushes.problem);
        errors.chain(&self.shards.problem).map(ToString::to_string)
    }
}
