//! A schedule as documents have it.

use deserr::Deserr;

use super::{Hours, Schedule};
use crate::{
    Capacity, DatePatterns, Period,
    calendar::{self, Dates, Range, TimeOfDay, Weekdays},
    policy::Mistakes,
    time_zone::TimeZone,
};

/// A floor that leads by more than a day would overtake the day before.
const LONGEST_LEAD: Period = Period::minutes(24 * 60);

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
        let range = document.range();
        let wrong: Vec<_> = document
            .mistakes(&range)
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
            None => Self::Hours(document.hours(range.range())),
        })
    }
}

impl Document {
    /// The fields that say when.
    fn range(&mut self) -> calendar::Document {
        calendar::Document {
            days: self.days.take(),
            dates: self.dates.take(),
            from: self.from.take(),
            to: self.to.take(),
            timezone: self.timezone.take(),
        }
    }

    /// What does not fit together: field, or nothing for the whole, and what is wrong.
    fn mistakes(&self, range: &calendar::Document) -> Vec<(&'static str, String)> {
        if self.patterns.is_some() {
            let others = [
                ("lead", self.lead != Period::ZERO),
                ("min", self.min.is_some()),
                ("max", self.max.is_some()),
            ];
            let detail = "`patterns` stand alone: they say when and how much, in UTC";
            let given = range.given().into_iter().chain(others);
            let given = given.filter(|(_, given)| *given);
            return given.map(|(field, _)| (field, detail.to_owned())).collect();
        }
        let mut wrong = range.mistakes();
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

    fn hours(self, range: Range) -> Hours {
        Hours {
            label: range.to_string(),
            range,
            lead: self.lead,
            floor: self.min.map(Capacity),
            cap: self.max.map(Capacity),
        }
    }
}
