//! Step scaling: when a metric has been past a threshold for a while, change capacity by a number,
//! by per cent, or to an exact one; by more when it is past a further threshold.
//!
//! Until its time has come, a rule for much load has nothing against less, and a rule for little
//! has: load is not low enough for it. So more load never means less capacity; only `equals`, which
//! is for values that mean something by themselves, is not held to that.

mod document;
mod level;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::level::{Change, Level};
use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, Direction, Metric, Missed, Period, Rests, Sample, View,
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
    change: Change,
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
        let (level, row) = reached.map_or_else(
            || (self.first, Row::of(counted, spacing, self.first.threshold)),
            |(level, row)| (level, Some(row)),
        );
        let opinion = match (reached, level.direction()) {
            (Some(_), _) => Opinion::Wants(level.applied_to(current)),
            (None, Some(Direction::In)) => Opinion::Wants(current),
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
        if let Some(Resting::Now { until }) = &self.rest {
            return write!(
                f,
                "{metric} does not count until {until}, because the rule rests"
            );
        }
        let unit = metric.unit();
        let (newest, threshold) = (unit.words(*newest), self.threshold.words(unit));
        let sustained = self.sustained.words();
        if self.reached {
            return write!(f, "{metric} {newest} has been {threshold} {sustained}");
        }
        write!(f, "{metric} {newest} has not been {threshold} {sustained}")?;
        match self.needed {
            Some(needed) => write!(f, " ({} of {needed} samples)", self.past),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        ScalingState,
        policy::Mistakes,
        rules::{
            Finding,
            tests::{noon, rule, stream, verdict_of},
        },
    };

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

    #[test]
    fn takes_the_furthest_level_that_was_reached() {
        let levels = r#"{"step": {"metric": "write_utilization", "for": "2m", "steps": [
            {"over": 0.8, "add": 1}, {"over": 0.95, "add": "50%"}]}}"#;
        let wants = |values: &[f64]| verdict_of(levels, &stream(8, values)).opinion;
        assert_eq!(wants(&[0.9, 0.9]), Opinion::Wants(Capacity(9)));
        assert_eq!(wants(&[0.99, 0.99]), Opinion::Wants(Capacity(12)));
        assert_eq!(wants(&[0.9, 0.99]), Opinion::Wants(Capacity(9)));
        assert_eq!(wants(&[0.5, 0.99]), Opinion::Content);
    }

    #[test]
    fn of_little_load_the_furthest_level_goes_lowest() {
        let levels = r#"{"step": {"metric": "write_utilization", "steps": [
            {"under": 0.5, "remove": 1}, {"under": 0.2, "remove": "50%"}]}}"#;
        let wants = |values: &[f64]| verdict_of(levels, &stream(8, values)).opinion;
        assert_eq!(wants(&[0.4]), Opinion::Wants(Capacity(7)));
        assert_eq!(wants(&[0.1]), Opinion::Wants(Capacity(4)));
    }

    #[test]
    fn so_many_samples_can_be_asked_instead_of_a_time() {
        let step =
            r#"{"step": {"metric": "write_utilization", "at_least": 0.8, "samples": 3, "add": 2}}"#;
        let wants = |values: &[f64]| verdict_of(step, &stream(4, values)).opinion;
        assert_eq!(wants(&[0.8, 0.8, 0.8]), Opinion::Wants(Capacity(6)));
        assert_eq!(wants(&[0.8, 0.8]), Opinion::Content);
    }

    const RESTING: &str = r#"{"step": {"metric": "write_utilization", "over": 0.8, "for": "2m",
        "add": 1, "rest": "10m"}}"#;

    #[test]
    fn after_its_step_was_taken_it_rests_from_when_its_time_was_full() {
        let verdict = verdict_of(RESTING, &stream(4, &[0.9, 0.9]));
        let Finding::Step(finding) = verdict.finding else {
            panic!("{verdict:?}");
        };
        // The samples began two minutes before noon.
        let (of, until) = Step::rests(&finding)[0];
        assert_eq!(
            (of, until),
            (
                "write_utilization over 80 %",
                Period::minutes(10).after(noon())
            )
        );
    }

    #[test]
    fn samples_of_its_rest_do_not_count() {
        let observation = stream(4, &[0.9, 0.9, 0.9]);
        let says = |minutes_ago| {
            let mut state = ScalingState::default();
            let until = Period::minutes(minutes_ago).before(noon());
            state.rests.begin("write_utilization over 80 %", until);
            rule(RESTING).recommend(&View::new(&observation, &state, noon()))
        };
        assert_eq!(says(3).opinion, Opinion::Wants(Capacity(5)));
        assert_eq!(says(2).opinion, Opinion::Content);
        let words = says(1).finding.to_string();
        assert!(words.ends_with("because the rule rests"), "{words}");
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let wrong = |fields: serde_json::Value| {
            let mut document = json!({"metric": "write_utilization"});
            document
                .as_object_mut()
                .unwrap()
                .extend(fields.as_object().unwrap().clone());
            let parsed = deserr::deserialize::<Step, _, Mistakes>(document);
            let mistakes = parsed.unwrap_err().0;
            mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            wrong(json!({"over": 1, "remove": 1, "for": "4h"})),
            [
                "/for: `4h` is longer than 3h, the longest that is watched",
                "/remove: load over a threshold cannot ask for less"
            ]
        );
        assert_eq!(
            wrong(json!({"over": 1, "under": 2, "samples": 999})),
            [
                "/samples: expected 1 to 180 samples, found 999",
                "the document: expected one of `over`, `at_least`, `under`, `at_most` and `equals`",
                "the document: expected one of `add`, `remove` and `to`"
            ]
        );
        assert_eq!(
            wrong(json!({"steps": [{"over": 1, "add": 1}, {"under": 1, "remove": 1}]})),
            ["/steps: all steps of a rule change capacity in the same direction"]
        );
        assert_eq!(
            wrong(json!({"steps": [{"under": 1, "add": 1}]})),
            ["/steps/0/add: load under a threshold cannot ask for more"]
        );
    }
}
