//! Step scaling: when a metric has been past a threshold for a while, change capacity by a number,
//! by per cent, or to an exact one; by more when it is past a further threshold.
//!
//! Until its time has come, a rule for much load has nothing against less, and a rule for little
//! has: load is not low enough for it. So more load never means less capacity; only `equals`, which
//! is for values that mean something by themselves, is not held to that.
//!
//! A rule that rests asks for nothing more, but while load is still past the threshold it has
//! something against less.

mod document;
mod finding;
mod level;
mod level_document;

use jiff::Timestamp;
use schemars::JsonSchema;

pub(super) use self::finding::Finding;
use self::{finding::Resting, level::Level};
use super::{Need, Opinion, Recommends, rest::Rest};
use crate::{
    Capacity, Direction, Missed, Period, Sample, View,
    row::{self, Row, Sustained},
    threshold::Threshold,
    watched::Watched,
};

/// Changes capacity when a metric has been past a threshold for a while.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
pub struct Step {
    metric: Watched,
    first: Level,
    /// Further levels; all go in the same direction as the first.
    others: Vec<Level>,
    sustained: Sustained,
    rest: Option<Rest>,
}

impl Recommends for Step {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let lookback = self.sustained.lookback(self.metric.resolution());
        self.metric.needs("metric", lookback)
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, samples) = self.metric.samples(view)?;
        let spacing = view.period(metric).unwrap_or_default();
        let current = view.observation.capacity;
        let rested = self.rested_until(view);
        let counted = row::after(samples, rested);
        let reached = self.furthest(counted, spacing, current);
        let past_since = rested.and_then(|until| self.past_since(until, samples, spacing));
        let level = reached.map_or(past_since.unwrap_or(self.first), |(level, _)| level);
        let row = Row::of(counted, spacing, level.threshold);
        let opinion = match (reached, level.direction()) {
            (Some(_), _) => Opinion::Wants(level.applied_to(current)),
            (None, Some(Direction::In)) => Opinion::Wants(current),
            (None, _) if past_since.is_some() => Opinion::Wants(current),
            (None, _) => Opinion::Content,
        };
        let finding = Finding {
            metric,
            newest: samples.last().map_or(0.0, |sample| sample.value()),
            threshold: level.threshold,
            change: level.change,
            sustained: self.sustained,
            past: row.map_or(0, |row| row.count),
            since: row.map(|row| row.first),
            needed: self.sustained.samples(spacing),
            reached: reached.is_some(),
            rest: match (reached, rested) {
                (Some((_, row)), _) => self.rest.as_ref().map(|rest| Resting::Then {
                    of: rest.of().to_owned(),
                    until: rest.after(row, self.sustained),
                }),
                (None, Some(until)) if counted.is_empty() => Some(Resting::Now { until }),
                (None, _) => None,
            },
            still_past: reached.is_none() && past_since.is_some(),
        };
        Ok((opinion, finding))
    }

    fn rests(finding: &Finding) -> Vec<(&str, Timestamp)> {
        match &finding.rest {
            Some(Resting::Then { of, until }) => vec![(of, *until)],
            Some(Resting::Now { .. }) | None => Vec::new(),
        }
    }

    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        self.rested_until(view)
    }

    fn is_monotone(&self) -> bool {
        !self
            .levels()
            .any(|level| matches!(level.threshold, Threshold::Equals(_)))
    }
}

impl Step {
    pub(crate) fn metric(&self) -> &Watched {
        &self.metric
    }

    /// How long every sample has to be past the threshold, where that is said as a time.
    pub(crate) fn held(&self) -> Option<Period> {
        match self.sustained {
            Sustained::For(held) => Some(held),
            Sustained::Samples(_) => None,
        }
    }

    /// The first threshold past which it goes in `direction`.
    pub(crate) fn threshold(&self, direction: Direction) -> Option<f64> {
        let limits = self
            .levels()
            .filter(|level| level.direction() == Some(direction))
            .map(|level| level.threshold.limit());
        limits.reduce(match direction {
            Direction::Out => f64::min,
            Direction::In => f64::max,
        })
    }

    fn levels(&self) -> impl Iterator<Item = &Level> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The level that was reached and goes furthest.
    fn furthest(
        &self,
        samples: &[Sample],
        spacing: Period,
        current: Capacity,
    ) -> Option<(Level, Row)> {
        let reached = self.levels().filter_map(|level| {
            let row = self.sustained.row(samples, spacing, level.threshold)?;
            Some((*level, row))
        });
        reached.max_by_key(|(level, _)| level.applied_to(current).0.abs_diff(current.0))
    }

    /// The first level that load has been past ever since the rule began to rest.
    fn past_since(&self, until: Timestamp, samples: &[Sample], spacing: Period) -> Option<Level> {
        let past = |level: &&Level| {
            let row = Row::of(samples, spacing, level.threshold);
            row.is_some_and(|row| row.first <= until)
        };
        self.levels().find(past).copied()
    }

    fn rested_until(&self, view: &View<'_>) -> Option<Timestamp> {
        self.rest.as_ref()?.until(&view.state.rests)
    }
}

#[cfg(test)]
mod tests;
