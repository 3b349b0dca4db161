//! Work that waits asks for the units that can take it.
//!
//! needed = ⌈(waiting + running) × factor ÷ what one unit takes⌉. Where the same need is known by:
//! - queued jobs per worker: KEDA's queue scalers, ⌈length ÷ target⌉;
//! - with `running`: Dataproc's ⌈(pending + allocated) ÷ a worker's⌉, and Spark's dynamic
//!   allocation, ⌈(pending + running) × ratio ÷ an executor's⌉;
//! - `added`, where what waits is on top of what runs: Periscope's
//!   nodes + ⌈pending ÷ ⌈allocated ÷ nodes⌉⌉;
//! - `within`: work waiting ÷ time allowed ÷ what one unit serves.
//!
//! Without `added` the need is all of it, so that an empty queue needs nothing. With `added`
//! nothing waiting says nothing about what runs: less is up to the others.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, Metric, Missed, Period, Unit, View,
    policy::{
        Mistakes, kind_in_words,
        schema::{apart, required},
    },
    watched::Watched,
};

/// Scales with the work that waits.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "Document")]
pub struct Backlog {
    waiting: Watched,
    running: Option<Watched>,
    takes: Takes,
    factor: f64,
    added: bool,
}

/// How much one unit takes: a number, or what a metric counts as each has it now.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        {"type": "number", "exclusiveMinimum": 0},
        schemars::SchemaGenerator::subschema_for::<Watched>(generator)
    ], "examples" = [4, "containers_allocated"])
)]
enum Takes {
    Number(f64),
    /// What each unit has now of what this metric counts of all, rounded up; at least one.
    Held(Watched),
}

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "oneOf" = [required("per_unit"), {"required": ["served_per_unit", "within"]}],
    "allOf" = [apart(&["per_unit"], &["served_per_unit", "within"])]
))]
struct Document {
    /// What counts the work that waits.
    #[schemars(extend("examples" = ["containers_pending"]))]
    waiting: Watched,
    /// What counts the work that is under way. Default: none.
    #[deserr(default)]
    #[schemars(extend("examples" = ["containers_allocated"]))]
    running: Option<Watched>,
    #[deserr(default)]
    per_unit: Option<Takes>,
    /// How much one unit gets done in a second; with `within`, in place of `per_unit`.
    #[deserr(default)]
    #[schemars(extend("exclusiveMinimum" = 0, "examples" = [0.5]))]
    served_per_unit: Option<f64>,
    /// The time in which what waits is to be done.
    #[deserr(default)]
    within: Option<Period>,
    /// The share of the work for which there is to be room; more than 1 is a reserve.
    #[deserr(default = 1.0)]
    #[schemars(extend("exclusiveMinimum" = 0, "default" = 1.0, "examples" = [0.8]))]
    factor: f64,
    /// Whether the units for what waits come on top of what there is.
    #[deserr(default)]
    #[schemars(extend("default" = false))]
    added: bool,
}

impl Deserr<Mistakes> for Takes {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if let Value::String(_) = value {
            return Watched::deserialize_from_value(value, location).map(Self::Held);
        }
        let found = kind_in_words(value.kind());
        let expected = format!("expected a number or a metric's name, found {found}");
        f64::deserialize_from_value(value, location)
            .map(Self::Number)
            .map_err(|_: Mistakes| Mistakes::at(location, expected))
    }
}

impl Deserr<Mistakes> for Backlog {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let mut note = |field: &str, detail: String| {
            let mistake = Mistakes::at(location.push_key(field), detail);
            wrong.0.extend(mistake.0);
        };
        let held = match &document.per_unit {
            Some(Takes::Held(metric)) => Some(metric),
            _ => None,
        };
        let counted = [
            ("waiting", Some(&document.waiting)),
            ("running", document.running.as_ref()),
            ("per_unit", held),
        ];
        for (field, watched) in counted {
            if let Some(other) = watched.filter(|watched| watched.unit() != Unit::Count) {
                let unit = other.unit().name();
                let detail = format!("expected a metric that counts; `{other}` is in {unit}");
                note(field, detail);
            }
        }
        let numbers = [
            ("factor", Some(document.factor)),
            ("served_per_unit", document.served_per_unit),
            (
                "per_unit",
                document.per_unit.as_ref().and_then(Takes::number),
            ),
        ];
        for (field, number) in numbers {
            if number.is_some_and(|number| !(number.is_finite() && 0.0 < number)) {
                note(field, "expected more than 0".to_owned());
            }
        }
        if document.within == Some(Period::ZERO) {
            note("within", "expected more than no time".to_owned());
        }
        if document.added && document.running.is_some() {
            let detail = "what runs is counted already where what waits is `added`".to_owned();
            note("running", detail);
        }
        let takes = match (document.per_unit, document.served_per_unit, document.within) {
            (Some(takes), None, None) => Ok(takes),
            (None, Some(served), Some(within)) => {
                Ok(Takes::Number(served * f64::from(within.as_seconds())))
            }
            _ => Err("expected `per_unit`, or both `served_per_unit` and `within`"),
        };
        match takes {
            Ok(takes) if wrong.0.is_empty() => Ok(Self {
                waiting: document.waiting,
                running: document.running,
                takes,
                factor: document.factor,
                added: document.added,
            }),
            takes => {
                let other = takes.err().map(|detail| Mistakes::at(location, detail));
                wrong.0.extend(other.into_iter().flat_map(|other| other.0));
                Err(wrong)
            }
        }
    }
}

impl Takes {
    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Held(_) => None,
        }
    }

    /// Of one unit, now.
    fn of_one(&self, view: &View<'_>) -> Result<f64, Missed> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Held(watched) => {
                let (_, all) = watched.newest(view)?;
                let observation = view.observation;
                let units = observation.capacity.units() + observation.fixed.units();
                Ok((all.value() / units.max(1.0)).ceil().max(1.0))
            }
        }
    }
}

/// What waits, and what one unit takes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    metric: Metric,
    waiting: f64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    running: Option<f64>,
    /// What one unit takes.
    each: f64,
    /// The units that the work needs; on top of what there is when it is `added`.
    needed: Capacity,
}

impl Recommends for Backlog {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let held = match &self.takes {
            Takes::Held(metric) => Some(metric),
            Takes::Number(_) => None,
        };
        let watched = [
            ("waiting", Some(&self.waiting)),
            ("running", self.running.as_ref()),
            ("per_unit", held),
        ];
        let needs = |(field, watched): (_, Option<&Watched>)| {
            watched.map_or_else(Vec::new, |watched| watched.needs(field, Period::ZERO))
        };
        watched.into_iter().flat_map(needs).collect()
    }

    /// Not where a unit takes what it holds: units that hold more are thought to take more.
    fn is_monotone(&self) -> bool {
        self.takes.number().is_some()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, waiting) = self.waiting.newest(view)?;
        let running = self.running.as_ref().map(|running| running.newest(view));
        let running = running.transpose()?.map(|(_, sample)| sample.value());
        let each = self.takes.of_one(view)?;
        let work = waiting.value() + running.unwrap_or_default();
        let needed = Capacity::holding(work * self.factor / each);
        let observation = view.observation;
        let opinion = match (self.added, needed) {
            (true, Capacity(0)) => Opinion::Content,
            (true, Capacity(more)) => {
                let together = observation.capacity.0.saturating_add(more);
                Opinion::Wants(Capacity(together).min(Capacity::MAX))
            }
            (false, Capacity(all)) => {
                Opinion::Wants(Capacity(all.saturating_sub(observation.fixed.0)))
            }
        };
        let finding = Finding {
            metric,
            waiting: waiting.value(),
            running,
            each,
            needed,
        };
        Ok((opinion, finding))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |number| Unit::Count.words(number);
        write!(f, "{} {}", self.metric, words(self.waiting))?;
        if let Some(running) = self.running {
            write!(f, " beside {} that run", words(running))?;
        }
        write!(f, " while a unit takes {}", words(self.each))
    }
}

#[cfg(test)]
mod tests;
