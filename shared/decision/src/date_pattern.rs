//! Date patterns: regular expressions for moments, as Themis had them.
//!
//! A pattern is matched at the start, not to the end, of a text such as `Tue 2016-05-31 01:00:00`,
//! in UTC and in English. The engine takes linear time; what would need another one (look-around,
//! references to earlier groups) is refused, and so is what Python reads and this engine does not.

use deserr::{Deserr, IntoValue, Map, Value, ValuePointerRef};
use jiff::Timestamp;
use regex_lite::{Regex, RegexBuilder};
use schemars::JsonSchema;

use crate::{
    metric_value,
    policy::{Mistakes, kind_in_words},
};

/// The longest pattern, in bytes.
const LONGEST: usize = 512;
/// The largest compiled pattern, in bytes.
const LARGEST: usize = 8 * 1024;
/// The most patterns of one schedule: working days and other days by the hour, and some more.
const MOST: usize = 64;
/// What counts where nothing matches.
const OTHERWISE: f64 = 1.0;

/// A regular expression for moments.
#[derive(Clone, Debug)]
pub struct DatePattern(Regex);

impl DatePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why it cannot be used, and what to write instead.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        if LONGEST < pattern.len() {
            return Err(format!(
                "a date pattern has at most {LONGEST} bytes, found {}; write several patterns",
                pattern.len()
            ));
        }
        let built = RegexBuilder::new(pattern).size_limit(LARGEST).build();
        built.map(Self).map_err(|error| {
            let error = error.to_string();
            format!(
                "the date pattern `{pattern}` cannot be used: {error}{}",
                remedy(&error)
            )
        })
    }

    /// Whether the pattern matches at the start of `Tue 2016-05-31 01:00:00`.
    #[must_use]
    pub fn matches(&self, now: Timestamp) -> bool {
        self.matches_text(&text(now))
    }

    fn matches_text(&self, text: &str) -> bool {
        // The leftmost match is the one at the start, if there is one.
        self.0.find(text).is_some_and(|found| found.start() == 0)
    }
}

fn text(now: Timestamp) -> String {
    now.strftime("%a %Y-%m-%d %H:%M:%S").to_string()
}

/// What to write instead, by what the engine says.
fn remedy(error: &str) -> &'static str {
    if error.contains("look-around") {
        "; write out what is to match, such as `(Mon|Tue|Wed|Thu|Fri)` for `(?!Sat|Sun)`"
    } else if error.contains("backreference") {
        "; write out what is to match, such as `(01-01|02-02)` for `(\\d\\d)-\\1`"
    } else if error.contains("class") {
        "; days are written `(Mon|Tue|Wed)`; brackets hold single characters such as `[0-5]`"
    } else {
        ""
    }
}

/// Minimums by date patterns.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "std::collections::BTreeMap<String, f64>",
    extend(
        "maxProperties" = MOST,
        "additionalProperties" = {
            "type": "number",
            "minimum": -metric_value::LARGEST,
            "maximum": metric_value::LARGEST
        },
        "examples" = [{".* 08:": 4}]
    )
)]
pub struct DatePatterns(Vec<(DatePattern, f64)>);

impl DatePatterns {
    /// The largest minimum of the patterns that match; 1 when none does.
    #[must_use]
    pub fn minimum(&self, now: Timestamp) -> f64 {
        let text = text(now);
        let matching = self
            .0
            .iter()
            .filter(|(pattern, _)| pattern.matches_text(&text));
        matching
            .map(|(_, minimum)| *minimum)
            .reduce(f64::max)
            .unwrap_or(OTHERWISE)
    }

    /// Every minimum, whether its pattern matches now or not.
    pub fn minimums(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|(_, minimum)| *minimum)
    }
}

impl Deserr<Mistakes> for DatePatterns {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let expected = "expected an object of date patterns and minimums such as {\".* 08:\": 4}";
        let Value::Map(map) = value else {
            let found = kind_in_words(value.kind());
            return Err(Mistakes::at(location, format!("{expected}, found {found}")));
        };
        if MOST < map.len() {
            let detail = format!("expected at most {MOST} date patterns, found {}", map.len());
            return Err(Mistakes::at(location, detail));
        }
        let mut patterns = Vec::with_capacity(map.len());
        let mut wrong = Mistakes::default();
        for (key, value) in map.into_iter() {
            let at = location.push_key(&key);
            match (DatePattern::parse(&key), minimum(value.into_value())) {
                (Ok(pattern), Ok(minimum)) => patterns.push((pattern, minimum)),
                (pattern, minimum) => {
                    for detail in [pattern.err(), minimum.err()].into_iter().flatten() {
                        wrong.note(at, detail);
                    }
                }
            }
        }
        wrong.or(Self(patterns))
    }
}

fn minimum<V: IntoValue>(value: Value<V>) -> Result<f64, String> {
    #[expect(clippy::cast_precision_loss, reason = "no capacity is that large")]
    let units = match value {
        Value::Integer(number) => number as f64,
        Value::NegativeInteger(number) => number as f64,
        Value::Float(number) => number,
        other => {
            let found = kind_in_words(other.kind());
            return Err(format!("expected a number of units, found {found}"));
        }
    };
    // More than there can be is as much as there can be; but it has to be a number on record.
    let most = metric_value::LARGEST;
    if units.abs() <= most {
        Ok(units)
    } else {
        Err(format!(
            "expected a number of units, at most {most:e}, found {units:e}"
        ))
    }
}

#[cfg(test)]
mod tests;
