//! A cron rule as documents have it.

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;

use super::Cron;
use crate::{
    Adjustment, Period,
    cron::{Expression, Instants},
    policy::{Mistakes, schema::one_of},
    resize::Resize,
    time_zone::TimeZone,
};

/// After a day somebody has dealt with what did not happen.
const LATEST: Period = Period::minutes(24 * 60);

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [one_of(&["add", "remove", "to"])]))]
pub(super) struct Document {
    /// The moments: a cron expression of five fields, or six with seconds.
    at: At,
    #[deserr(default)]
    timezone: TimeZone,
    /// How much more.
    #[deserr(default)]
    add: Option<Adjustment>,
    /// How much less.
    #[deserr(default)]
    remove: Option<Adjustment>,
    /// An exact capacity in units.
    #[deserr(default)]
    #[schemars(extend("examples" = [10]))]
    to: Option<u32>,
    /// How long after its moment a change may still be made: `1m` to `1d`.
    #[deserr(default = Period::minutes(60))]
    #[schemars(extend("default" = "1h", "examples" = ["3h"]))]
    late: Period,
}

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(String) = Self::parse -> String)]
#[schemars(
    inline,
    with = "String",
    extend("maxLength" = 256, "examples" = ["0 30 7 * * MON-FRI", "@daily"])
)]
struct At {
    text: String,
    expression: Expression,
}

impl At {
    fn parse(text: String) -> Result<Self, String> {
        let expression = Expression::parse(&text)?;
        Ok(Self { text, expression })
    }
}

impl Deserr<Mistakes> for Cron {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: deserr::ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let (At { text, expression }, zone) = (document.at, document.timezone);
        let mut wrong = Mistakes::default();
        let change = Resize::only_one(document.add, document.remove, document.to, location);
        let change = wrong.sound(change);
        let late = document.late;
        if late < Period::minutes(1) || LATEST < late {
            let detail = format!("expected 1m to {LATEST}, found `{late}`");
            wrong.note(location.push_key("late"), detail);
        }
        let instants = Instants::new(expression, zone.zone);
        if instants.next_after(Timestamp::UNIX_EPOCH).is_none() {
            let detail = format!(
                "\"{text}\" never comes: no day fits its day, its month and its weekday together"
            );
            wrong.note(location.push_key("at"), detail);
        }
        let Some(change) = change else {
            return Err(wrong);
        };
        wrong.or(Self {
            label: format!("{change} at \"{text}\" {}", zone.name),
            instants,
            change,
            late,
        })
    }
}
