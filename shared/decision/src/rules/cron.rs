//! Cron: at the moments that a cron expression names, change capacity once.
//!
//! A moment counts when it lies after the previous evaluation, so that none is missed and none
//! counts twice. Of several, as after an outage, the last one counts, and none that is longer ago
//! than `late`. What it asks for is settled at the first evaluation after it, from the capacity
//! that there is then; it goes on asking, past guards that hold it or cut it into steps, until
//! the capacity was reached or it is too late. More or less than there was then is of no use any
//! more when something else has led the capacity away from there.

mod document;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Bounds, Due, Missed, Period, View, cron::Instants, resize::Resize};

/// A change at certain moments; it watches no load.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
pub struct Cron {
    instants: Instants,
    change: Resize,
    late: Period,
    label: String,
}

/// What is due, if anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    rule: String,
    due: Option<Due>,
}

impl Cron {
    /// How long after its moment a change may still be made.
    pub(crate) fn late(&self) -> Period {
        self.late
    }

    /// What falls due now, or has been due and is not reached yet.
    fn due_at(&self, view: &View<'_>) -> Option<Due> {
        let earliest = self.late.before(view.now);
        let current = view.observation.capacity;
        let evaluated = view.state.evaluated_at;
        let instant = evaluated.and_then(|at| self.instants.last_in(at.max(earliest), view.now));
        let due = match instant {
            Some(since) => Due {
                rule: self.label.clone(),
                since,
                from: current,
                to: self.change.applied_to(current),
            },
            None => {
                let mut others = view.state.due.iter();
                let due = others.find(|due| due.rule == self.label)?;
                if self.is_relative() && !due.is_on_its_way_at(current) {
                    return None;
                }
                due.clone()
            }
        };
        (earliest < due.since && !due.is_reached_by(current)).then_some(due)
    }

    fn is_relative(&self) -> bool {
        match self.change {
            Resize::Add(_) | Resize::Remove(_) => true,
            Resize::To(_) => false,
        }
    }
}

impl Recommends for Cron {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let due = self.due_at(view);
        let nothing = Opinion::Limits {
            floor: None,
            cap: None,
        };
        let opinion = due.as_ref().map_or(nothing, |due| Opinion::Wants(due.to));
        let rule = self.label.clone();
        Ok((opinion, Finding { rule, due }))
    }

    fn due(finding: &Finding) -> Option<&Due> {
        finding.due.as_ref()
    }

    /// What load does is nothing to it.
    fn calm(&self, _view: &View<'_>, most: Period) -> Period {
        most
    }

    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        let next = self.instants.next_after(view.now);
        let ends = self.due_at(view).map(|due| self.late.after(due.since));
        ends.into_iter().chain(next).min()
    }

    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = match self.change {
            Resize::To(exact) => bounds.against(exact),
            Resize::Add(_) | Resize::Remove(_) => None,
        };
        outside.map(|detail| ("to", detail)).into_iter().collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = &self.rule;
        match &self.due {
            Some(due) => write!(f, "{rule}: {} is due since {}", due.to, due.since),
            None => write!(f, "{rule}: nothing is due"),
        }
    }
}

#[cfg(test)]
mod tests;
