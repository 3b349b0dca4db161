//! A schedule as documents have it.

use deserr::Deserr;

use super::{
    Hours, Schedule,
    days::{Dates, Days, Weekdays},
    range::{Range, TimeOfDay},
};
use crate::{Capacity, DatePatterns, Period, policy::Mistakes, time_zone::TimeZone};

/// A floor that leads by more than a day would overtake the day before.
const LONGEST_LEAD: Period = Period::minutes(24 * 60);
/// The most one-off dates of one schedule.
const MOST_DATES: usize = 100;

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
