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

mod counted;
mod document;
mod takes;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{counted::Counted, takes::Takes};
use super::{Need, Opinion, Recommends};
use crate::{Capacity, Metric, Missed, Period, Positive, Unit, View};

/// Scales with the work that waits.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
pub struct Backlog {
    waiting: Counted,
    running: Option<Counted>,
    takes: Takes,
    factor: Positive,
    added: bool,
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
        let counted = [
            ("waiting", Some(&self.waiting)),
            ("running", self.running.as_ref()),
            ("per_unit", self.takes.counted()),
        ];
        let given = counted
            .into_iter()
            .filter_map(|(field, counted)| Some((field, counted?)));
        given
            .flat_map(|(field, counted)| counted.0.needs(field, Period::ZERO))
            .collect()
    }

    /// Not where a unit takes what it holds: units that hold more are thought to take more.
    fn is_monotone(&self) -> bool {
        self.takes.counted().is_none()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, waiting) = self.waiting.0.newest(view)?;
        let running = self.running.as_ref().map(|running| running.0.newest(view));
        let running = running.transpose()?.map(|(_, sample)| sample.value());
        let each = self.takes.of_one(view)?;
        let work = waiting.value() + running.unwrap_or_default();
        let needed = Capacity::holding(work * self.factor.number() / each);
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
