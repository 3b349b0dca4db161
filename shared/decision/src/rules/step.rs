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
mod level;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::level::Level;
use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, Direction, Metric, Missed, Period, Rests, Sample, View,
    resize::Resize,
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

/// A time in which samples do not count, after a step was taken.
#[derive(Clone, Debug)]
struct Rest {
    /// Counted from when the row of samples had filled what was asked.
    length: Period,
    /// What the rule is known by in the state: a rule that is changed does not rest.
    of: String,
}

/// The samples that were judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    metric: Metric,
    newest: f64,
    /// Of the furthest level that was reached, or of the first.
    threshold: Threshold,
    change: Resize,
    sustained: Sustained,
    /// Samples past the threshold, counted back from the newest.
    past: u32,
    /// When the first of them began; `None`: the newest is not past it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    since: Option<Timestamp>,
    /// How many there have to be, where they cover time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    needed: Option<u32>,
    reached: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    rest: Option<Resting>,
    /// Load has been past the threshold ever since the rule rested: nothing is to go.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    still_past: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Resting {
    /// Samples until then do not count.
    Now { until: Timestamp },
    /// What follows when the step is taken.
    Then { of: String, until: Timestamp },
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
        let rested = self.rested_until(&view.state.rests);
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
                (Some((_, row)), _) => self.rest_after(row),
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
        self.rested_until(&view.state.rests)
    }

    fn is_monotone(&self) -> bool {
        let mut levels = std::iter::once(&self.first).chain(&self.others);
        !levels.any(|level| matches!(level.threshold, Threshold::Equals(_)))
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
        let levels = std::iter::once(&self.first).chain(&self.others);
        let limits = levels
            .filter(|level| level.direction() == Some(direction))
            .map(|level| level.threshold.limit());
        limits.reduce(match direction {
            Direction::Out => f64::min,
            Direction::In => f64::max,
        })
    }

    /// The level that was reached and goes furthest.
    fn furthest(
        &self,
        samples: &[Sample],
        spacing: Period,
        current: Capacity,
    ) -> Option<(Level, Row)> {
        let levels = std::iter::once(&self.first).chain(&self.others);
        let reached = levels.filter_map(|level| {
            let row = Row::of(samples, spacing, level.threshold)?;
            row.fills(self.sustained, spacing).then_some((*level, row))
        });
        reached.max_by_key(|(level, _)| level.applied_to(current).0.abs_diff(current.0))
    }

    /// The first level that load has been past ever since the rule began to rest.
    fn past_since(&self, until: Timestamp, samples: &[Sample], spacing: Period) -> Option<Level> {
        let mut levels = std::iter::once(&self.first).chain(&self.others);
        let past = |level: &&Level| {
            let row = Row::of(samples, spacing, level.threshold);
            row.is_some_and(|row| row.first <= until)
        };
        levels.find(past).copied()
    }

    fn rested_until(&self, rests: &Rests) -> Option<Timestamp> {
        rests.until(&self.rest.as_ref()?.of)
    }

    /// The sample that led to the step never counts again.
    fn rest_after(&self, row: Row) -> Option<Resting> {
        let rest = self.rest.as_ref()?;
        let until = rest.length.after(row.filled_at(self.sustained));
        Some(Resting::Then {
            of: rest.of.clone(),
            until: until.max(row.newest),
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, newest, .. } = self;
        let unit = metric.unit();
        let (newest, threshold) = (unit.words(*newest), self.threshold.words(unit));
        if let Some(Resting::Now { until }) = &self.rest {
            write!(f, "{metric} ")?;
            if self.still_past {
                write!(f, "{newest} is still {threshold}, but ")?;
            }
            return write!(f, "does not count until {until}, because the rule rests");
        }
        let sustained = self.sustained.words();
        if self.reached {
            return write!(f, "{metric} {newest} has been {threshold} {sustained}");
        }
        write!(f, "{metric} {newest} has not been {threshold} {sustained}")?;
        if let Some(needed) = self.needed {
            write!(f, " ({} of {needed} samples)", self.past)?;
        }
        f.write_str(if self.still_past {
            " since the rule rested, and was before"
        } else {
            ""
        })
    }
}

#[cfg(test)]
mod tests;
