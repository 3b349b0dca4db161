//! Step scaling: when a metric has been over or under a threshold for a while, change capacity
//! by a number, by per cent, or to an exact one.
//!
//! Until its time has come, a rule for `over` has nothing against less, and a rule for `under`
//! has: load is not low enough for it. So more load never means less capacity.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Adjustment, Capacity, Metric, Missed, Period, Sample, View, policy::Mistakes, watched::Watched,
};

/// Every tick asks for the whole time again, of all targets at once.
const LONGEST: Period = Period::minutes(180);

#[derive(Clone, Debug)]
pub struct Step {
    metric: Watched,
    threshold: Threshold,
    /// How long every sample has to be past the threshold; zero: the newest one.
    held: Period,
    change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Threshold {
    Over(f64),
    Under(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Add(Adjustment),
    Remove(Adjustment),
    To(Capacity),
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    metric: Watched,
    #[deserr(default)]
    over: Option<f64>,
    #[deserr(default)]
    under: Option<f64>,
    #[deserr(default, rename = "for")]
    held: Period,
    #[deserr(default)]
    add: Option<Adjustment>,
    #[deserr(default)]
    remove: Option<Adjustment>,
    #[deserr(default)]
    to: Option<u32>,
}

impl Deserr<Mistakes> for Step {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let mut note = |field: &str, detail: String| {
            wrong
                .0
                .extend(Mistakes::at(location.push_key(field), detail).0);
        };
        if LONGEST < document.held {
            note(
                "for",
                format!(
                    "`{}` is longer than {LONGEST}, the longest that is watched",
                    document.held
                ),
            );
        }
        if document.over.is_some() && document.remove.is_some() {
            note(
                "remove",
                "load over a threshold cannot ask for less".to_owned(),
            );
        }
        if document.under.is_some() && document.add.is_some() {
            note(
                "add",
                "load under a threshold cannot ask for more".to_owned(),
            );
        }
        let threshold = match (document.over, document.under) {
            (Some(over), None) => Ok(Threshold::Over(over)),
            (None, Some(under)) => Ok(Threshold::Under(under)),
            _ => Err(Mistakes::at(location, "expected one of `over` and `under`")),
        };
        let change = match (document.add, document.remove, document.to) {
            (Some(add), None, None) => Ok(Change::Add(add)),
            (None, Some(remove), None) => Ok(Change::Remove(remove)),
            (None, None, Some(to)) => Ok(Change::To(Capacity(to).min(Capacity::MAX))),
            _ => Err(Mistakes::at(
                location,
                "expected one of `add`, `remove` and `to`",
            )),
        };
        match (threshold, change) {
            (Ok(threshold), Ok(change)) if wrong.0.is_empty() => Ok(Self {
                metric: document.metric,
                threshold,
                held: document.held,
                change,
            }),
            (threshold, change) => {
                let others = [threshold.err(), change.err()].into_iter().flatten();
                wrong.0.extend(others.flat_map(|other| other.0));
                Err(wrong)
            }
        }
    }
}

impl Threshold {
    fn is_passed_by(self, value: f64) -> bool {
        match self {
            Self::Over(limit) => limit < value,
            Self::Under(limit) => value < limit,
        }
    }
}

/// The samples that were judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    metric: Metric,
    newest: f64,
    threshold: Threshold,
    held: Period,
    /// Samples past the threshold, counted back from the newest.
    past: u32,
    /// How many there have to be.
    needed: u32,
    change: Change,
}

impl Recommends for Step {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        self.metric.needs("metric", self.held)
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, samples) = self.metric.samples(view)?;
        let spacing = view.period(metric);
        let needed = self.needed(spacing);
        let past = consecutive_past(samples, spacing, self.threshold);
        let finding = Finding {
            metric,
            newest: samples.last().map_or(0.0, |sample| sample.value()),
            threshold: self.threshold,
            held: self.held,
            past,
            needed,
            change: self.change,
        };
        let current = view.observation.capacity;
        let opinion = match self.change {
            _ if past < needed => self.until_its_time(current),
            Change::Add(amount) => Opinion::Wants(amount.added_to(current)),
            Change::Remove(amount) => Opinion::Wants(amount.removed_from(current)),
            Change::To(exact) => Opinion::Wants(self.towards(current, exact)),
        };
        Ok((opinion, finding))
    }
}

impl Step {
    fn until_its_time(&self, current: Capacity) -> Opinion {
        match self.threshold {
            Threshold::Over(_) => Opinion::Content,
            Threshold::Under(_) => Opinion::Wants(current),
        }
    }

    /// An exact capacity is reached from one side: too much load never means less, and too little
    /// never more.
    fn towards(&self, current: Capacity, exact: Capacity) -> Capacity {
        match self.threshold {
            Threshold::Over(_) => exact.max(current),
            Threshold::Under(_) => exact.min(current),
        }
    }

    /// n of n: as many samples as fit into the time, at least one.
    fn needed(&self, spacing: Option<Period>) -> u32 {
        let each = spacing.map_or(1, |period| period.as_seconds().max(1));
        self.held.as_seconds().div_ceil(each).max(1)
    }
}

/// How many samples in a row, back from the newest, are past the threshold. A gap between two
/// samples ends the row: what was not seen was not past.
fn consecutive_past(samples: &[Sample], spacing: Option<Period>, threshold: Threshold) -> u32 {
    let mut count = 0;
    let mut later: Option<Sample> = None;
    for sample in samples.iter().rev() {
        let apart = later.map(|later| Period::between(sample.at(), later.at()));
        if spacing < apart || !threshold.is_passed_by(sample.value()) {
            break;
        }
        count += 1;
        later = Some(*sample);
    }
    count
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.metric.unit();
        let (side, limit) = match self.threshold {
            Threshold::Over(limit) => ("over", limit),
            Threshold::Under(limit) => ("under", limit),
        };
        let (newest, limit) = (unit.words(self.newest), unit.words(limit));
        if self.past < self.needed {
            write!(
                f,
                "{} {newest} has not been {side} {limit} for {} ({} of {} samples)",
                self.metric, self.held, self.past, self.needed
            )
        } else {
            write!(
                f,
                "{} {newest} has been {side} {limit} for {}",
                self.metric, self.held
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{stream, verdict_of};

    const ADD: &str =
        r#"{"step": {"metric": "write_utilization", "over": 0.8, "for": "3m", "add": 2}}"#;
    const REMOVE: &str =
        r#"{"step": {"metric": "write_utilization", "under": 0.3, "for": "3m", "remove": "50%"}}"#;

    #[test]
    fn adds_when_every_sample_of_the_time_is_over() {
        let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.85, 0.95]));
        assert_eq!(verdict.opinion, Opinion::Wants(Capacity(6)));
    }

    #[test]
    fn one_sample_below_starts_the_time_again() {
        let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.7, 0.95]));
        assert_eq!(verdict.opinion, Opinion::Content);
    }

    #[test]
    fn too_few_samples_are_not_enough() {
        assert_eq!(
            verdict_of(ADD, &stream(4, &[0.9, 0.9])).opinion,
            Opinion::Content
        );
    }

    #[test]
    fn a_gap_starts_the_time_again() {
        let verdict = verdict_of(ADD, &stream(4, &[0.9, 0.9, f64::NAN, 0.9, 0.9]));
        assert_eq!(verdict.opinion, Opinion::Content);
    }

    #[test]
    fn the_threshold_itself_is_not_past_it() {
        assert_eq!(
            verdict_of(ADD, &stream(4, &[0.8, 0.8, 0.8])).opinion,
            Opinion::Content
        );
    }

    #[test]
    fn removes_per_cent_when_every_sample_is_under() {
        let verdict = verdict_of(REMOVE, &stream(8, &[0.1, 0.2, 0.1]));
        assert_eq!(verdict.opinion, Opinion::Wants(Capacity(4)));
    }

    #[test]
    fn goes_to_an_exact_capacity() {
        let to = r#"{"step": {"metric": "write_utilization", "over": 0.8, "to": 20}}"#;
        assert_eq!(
            verdict_of(to, &stream(4, &[0.9])).opinion,
            Opinion::Wants(Capacity(20))
        );
    }
}
