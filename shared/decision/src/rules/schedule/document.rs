//! A schedule as documents have it.

use deserr::Deserr;
use schemars::JsonSchema;

use super::{Hours, Schedule};
use crate::{
    Capacity, DatePatterns, Period,
    calendar::{self, Dates, MOST_DATES, Range, TimeOfDay, Weekdays},
    policy::{
        Mistakes,
        schema::{apart, required},
    },
    time_zone::TimeZone,
};

/// A floor that leads by more than a day would overtake the day before.
const LONGEST_LEAD: Period = Period::minutes(24 * 60);

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "oneOf" = [
        {"required": ["patterns"], "maxProperties": 1},
        {"not": required("patterns"), "anyOf": [required("min"), required("max")]}
    ],
    "allOf" = [apart(&["days"], &["dates"])],
    "dependentRequired" = {"lead": ["min"]}
))]
pub(super) struct Document {
    /// The days of the week on which the range starts. Default: `Mon-Sun`.
    #[deserr(default)]
    days: Option<Weekdays>,
    /// Single days on which the range starts, in place of `days`. Default: none.
    #[deserr(default)]
    #[schemars(length(min = 1, max = MOST_DATES))]
    dates: Option<Vec<Dates>>,
    /// The time of day at which the range starts.
    #[deserr(default)]
    #[schemars(extend("default" = "00:00"))]
    from: Option<TimeOfDay>,
    /// The time of day at which the range ends, `24:00` at most; when not after `from`, of the
    /// next day.
    #[deserr(default)]
    #[schemars(extend("default" = "24:00"))]
    to: Option<TimeOfDay>,
    #[deserr(default)]
    timezone: Option<TimeZone>,
    /// How much earlier than the range the floor begins; at most `1d`.
    #[deserr(default)]
    #[schemars(extend("default" = "0s", "examples" = ["10m"]))]
    lead: Period,
    /// The floor in the range, in units, within the policy's bounds.
    #[deserr(default)]
    #[schemars(extend("examples" = [3]))]
    min: Option<u32>,
    /// The cap in the range, in units, within the policy's bounds.
    #[deserr(default)]
    #[schemars(extend("examples" = [40]))]
    max: Option<u32>,
    /// The other form of a schedule, without any other field: regular expressions for moments in
    /// UTC, written `Tue 2016-05-31 01:00:00`, each with its floor in units.
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
