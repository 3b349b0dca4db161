//! Hours on days: what schedules and windows are made of.

mod days;
mod range;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

pub(crate) use days::{Dates, Weekdays};
pub(crate) use range::{Range, TimeOfDay};

use crate::{
    policy::{Mistakes, schema::apart},
    time_zone::TimeZone,
};
use days::Days;

/// The most one-off dates of one range.
pub(crate) const MOST_DATES: usize = 100;

/// A range as documents have it, each field of which may be left out.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Hours", extend("allOf" = [apart(&["days"], &["dates"])]))]
pub(crate) struct Document {
    /// The days of the week on which the range starts. Default: `Mon-Sun`.
    #[deserr(default)]
    pub(crate) days: Option<Weekdays>,
    /// Single days on which the range starts, in place of `days`. Default: none.
    #[deserr(default)]
    #[schemars(length(min = 1, max = MOST_DATES))]
    pub(crate) dates: Option<Vec<Dates>>,
    /// The time of day at which the range starts.
    #[deserr(default)]
    #[schemars(extend("default" = "00:00"))]
    pub(crate) from: Option<TimeOfDay>,
    /// The time of day at which the range ends, `24:00` at most; when not after `from`, of the
    /// next day.
    #[deserr(default)]
    #[schemars(extend("default" = "24:00"))]
    pub(crate) to: Option<TimeOfDay>,
    #[deserr(default)]
    pub(crate) timezone: Option<TimeZone>,
}

impl Document {
    /// Every field, and whether it is there.
    pub(crate) fn given(&self) -> [(&'static str, bool); 5] {
        [
            ("days", self.days.is_some()),
            ("dates", self.dates.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("timezone", self.timezone.is_some()),
        ]
    }

    /// What does not fit together: field, and what is wrong.
    pub(crate) fn mistakes(&self) -> Vec<(&'static str, String)> {
        let Some(dates) = &self.dates else {
            return Vec::new();
        };
        let mut wrong = Vec::new();
        if self.days.is_some() {
            wrong.push(("days", "expected one of `days` and `dates`".to_owned()));
        }
        if dates.is_empty() || MOST_DATES < dates.len() {
            let found = dates.len();
            let detail = format!("expected 1 to {MOST_DATES} dates, found {found}");
            wrong.push(("dates", detail));
        }
        wrong
    }

    pub(crate) fn range(self) -> Range {
        let weekly = || Days::Weekly(self.days.unwrap_or_else(Weekdays::all));
        Range {
            days: self.dates.map_or_else(weekly, Days::OneOff),
            from: self.from.unwrap_or_else(|| TimeOfDay::midnight("00:00")),
            to: self.to.unwrap_or_else(|| TimeOfDay::midnight("24:00")),
            zone: self.timezone.unwrap_or_default(),
        }
    }
}

impl Deserr<Mistakes> for Range {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let wrong: Vec<_> = document
            .mistakes()
            .into_iter()
            .flat_map(|(field, detail)| Mistakes::at(location.push_key(field), detail).0)
            .collect();
        if wrong.is_empty() {
            Ok(document.range())
        } else {
            Err(Mistakes(wrong))
        }
    }
}
