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

mod document;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Capacity, Metric, Missed, Period, Unit, View, watched::Watched};

/// Scales with the work that waits.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
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
