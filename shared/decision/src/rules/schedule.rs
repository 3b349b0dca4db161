//! Schedules: at some times the floor is higher or the cap lower. The times are ranges of hours
//! on days of the week or on single dates, or date patterns as Themis had them.

mod document;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Bounds, Capacity, DatePatterns, Missed, Period, View, calendar::Range};

/// Another floor or cap at some times; it watches no load.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
pub enum Schedule {
    Hours(Hours),
    /// Floors alone, in UTC.
    Patterns(DatePatterns),
}

/// A floor, a cap or both in a range of hours.
#[derive(Clone, Debug)]
pub struct Hours {
    range: Range,
    /// How long before the range the floor is raised, so that what takes time to start is there.
    lead: Period,
    floor: Option<Capacity>,
    cap: Option<Capacity>,
    label: String,
}

/// Whether it is time, and what the schedule then asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    range: String,
    on: bool,
    floor: Option<Capacity>,
    cap: Option<Capacity>,
}

impl Hours {
    fn now(&self, now: Timestamp) -> Finding {
        let on = self.range.is_on(now, Period::ZERO);
        let leads = on || self.range.is_on(now, self.lead);
        Finding {
            range: self.label.clone(),
            on: leads,
            floor: self.floor.filter(|_| leads),
            cap: self.cap.filter(|_| on),
        }
    }
}

impl Schedule {
    /// The hours, where they say when.
    pub(crate) fn range(&self) -> Option<&Range> {
        match self {
            Self::Hours(hours) => Some(&hours.range),
            Self::Patterns(_) => None,
        }
    }

    /// The most that there may be in its hours, if it says so.
    pub(crate) fn cap(&self) -> Option<Capacity> {
        match self {
            Self::Hours(hours) => hours.cap,
            Self::Patterns(_) => None,
        }
    }

    /// The date patterns, where they say when.
    pub(crate) fn patterns(&self) -> Option<&DatePatterns> {
        match self {
            Self::Hours(_) => None,
            Self::Patterns(patterns) => Some(patterns),
        }
    }
}

impl Recommends for Schedule {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let finding = match self {
            Self::Hours(hours) => hours.now(view.now),
            Self::Patterns(patterns) => Finding {
                range: "its date patterns".to_owned(),
                on: true,
                floor: Some(Capacity::holding(patterns.minimum(view.now))),
                cap: None,
            },
        };
        let (floor, cap) = (finding.floor, finding.cap);
        Ok((Opinion::Limits { floor, cap }, finding))
    }

    /// What load does is nothing to it.
    fn calm(&self, _view: &View<'_>, most: Period) -> Period {
        most
    }

    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        match self {
            Self::Hours(hours) => hours.range.next_edge(view.now, hours.lead),
            Self::Patterns(_) => None,
        }
    }

    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = |field, capacity: Option<Capacity>| Some((field, bounds.against(capacity?)?));
        let wrong = match self {
            Self::Hours(hours) => [outside("min", hours.floor), outside("max", hours.cap)],
            Self::Patterns(patterns) => {
                let highest = patterns.minimums().map(Capacity::holding).max();
                // Less than the least is no mistake: nothing matches now and then, and that is 1.
                let highest = highest.filter(|highest| bounds.max() < *highest);
                [outside("patterns", highest), None]
            }
        };
        wrong.into_iter().flatten().collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = &self.range;
        match (self.on, self.floor, self.cap) {
            (false, ..) => write!(f, "outside of {range}"),
            (true, Some(floor), Some(cap)) => write!(f, "{floor} to {cap} in {range}"),
            (true, Some(floor), None) => write!(f, "at least {floor} in {range}"),
            (true, None, Some(cap)) => write!(f, "at most {cap} in {range}"),
            (true, None, None) => write!(f, "in {range}"),
        }
    }
}

#[cfg(test)]
mod tests;
