//! Schedules: at some times the floor is higher or the cap lower. The times are ranges of hours
//! on days of the week or on single dates, or date patterns as Themis had them.

mod days;
mod range;

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Bounds, Capacity, DatePatterns, Missed, Period, View, policy::Mistakes, time_zone::TimeZone,
};
use days::{Dates, Days, Weekdays};
use range::{Range, TimeOfDay};

/// A floor that leads by more than a day would overtake the day before.
const LONGEST_LEAD: Period = Period::minutes(24 * 60);
/// The most one-off dates of one schedule.
const MOST_DATES: usize = 100;

#[derive(Clone, Debug)]
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

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    #[deserr(default)]
    days: Option<Weekdays>,
    #[deserr(default)]
    dates: Option<Vec<Dates>>,
    #[deserr(default)]
    from: Option<TimeOfDay>,
    #[deserr(default)]
    to: Option<TimeOfDay>,
    #[deserr(default)]
    timezone: Option<TimeZone>,
    #[deserr(default)]
    lead: Period,
    #[deserr(default)]
    min: Option<u32>,
    #[deserr(default)]
    max: Option<u32>,
    #[deserr(default)]
    patterns: Option<DatePatterns>,
}

impl Deserr<Mistakes> for Schedule {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: deserr::ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let mut document = Document::deserialize_from_value(value, location)?;
        let wrong: Vec<_> = document
            .mistakes()
            .into_iter()
            .flat_map(|(field, detail)| match field {
                "" => Mistakes::at(location, detail).0,
                field => Mistakes::at(location.push_key(field), detail).0,
            })
            .collect();
        if !wrong.is_empty() {
            return Err(Mistakes(wrong));
        }
        Ok(match document.patterns.take() {
            Some(patterns) => Self::Patterns(patterns),
            None => Self::Hours(document.hours()),
        })
    }
}

impl Document {
    /// What does not fit together: field, or nothing for the whole, and what is wrong.
    fn mistakes(&self) -> Vec<(&'static str, String)> {
        if self.patterns.is_some() {
            let others = [
                ("days", self.days.is_some()),
                ("dates", self.dates.is_some()),
                ("from", self.from.is_some()),
                ("to", self.to.is_some()),
                ("timezone", self.timezone.is_some()),
                ("lead", self.lead != Period::ZERO),
                ("min", self.min.is_some()),
                ("max", self.max.is_some()),
            ];
            let detail = "`patterns` stand alone: they say when and how much, in UTC";
            let given = others.into_iter().filter(|(_, given)| *given);
            return given.map(|(field, _)| (field, detail.to_owned())).collect();
        }
        let mut wrong = Vec::new();
        if let Some(dates) = &self.dates {
            if self.days.is_some() {
                wrong.push(("days", "expected one of `days` and `dates`".to_owned()));
            }
            if dates.is_empty() || MOST_DATES < dates.len() {
                let found = dates.len();
                wrong.push((
                    "dates",
                    format!("expected 1 to {MOST_DATES} dates, found {found}"),
                ));
            }
        }
        if LONGEST_LEAD < self.lead {
            let detail = format!(
                "`{}` is longer than {LONGEST_LEAD}, the longest lead",
                self.lead
            );
            wrong.push(("lead", detail));
        }
        if self.lead != Period::ZERO && self.min.is_none() {
            let detail = "`lead` raises the floor early; expected `min` with it";
            wrong.push(("lead", detail.to_owned()));
        }
        match (self.min, self.max) {
            (None, None) => {
                wrong.push((
                    "",
                    "expected `min`, `max` or both, or `patterns`".to_owned(),
                ));
            }
            (Some(min), Some(max)) if max < min => {
                wrong.push(("", format!("the floor {min} is above the cap {max}")));
            }
            _ => {}
        }
        wrong
    }

    fn hours(self) -> Hours {
        let weekly = || Days::Weekly(self.days.unwrap_or_else(Weekdays::all));
        let range = Range {
            days: self.dates.map_or_else(weekly, Days::OneOff),
            from: self.from.unwrap_or_else(|| TimeOfDay::midnight("00:00")),
            to: self.to.unwrap_or_else(|| TimeOfDay::midnight("24:00")),
            zone: self.timezone.unwrap_or_default(),
        };
        Hours {
            label: range.to_string(),
            range,
            lead: self.lead,
            floor: self.min.map(Capacity),
            cap: self.max.map(Capacity),
        }
    }
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
        let leads = on || (self.lead != Period::ZERO && self.range.is_on(now, self.lead));
        Finding {
            range: self.label.clone(),
            on: leads,
            floor: self.floor.filter(|_| leads),
            cap: self.cap.filter(|_| on),
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

    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        match self {
            Self::Hours(hours) => hours.range.next_edge(view.now, hours.lead),
            Self::Patterns(_) => None,
        }
    }

    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = |field, capacity: Option<Capacity>| {
            let capacity = capacity.filter(|capacity| !bounds.contains(*capacity))?;
            Some((
                field,
                format!("{capacity} is outside the policy's bounds, {bounds}"),
            ))
        };
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
