//! Time zones as documents name them.

use deserr::Deserr;
use jiff::{fmt::temporal::DateTimeParser, tz};
use schemars::JsonSchema;

use crate::policy::{Mistakes, closest};

const EXPECTED: &str = "expected an IANA name such as \"Europe/Berlin\", \"UTC\", or an offset \
                        such as \"+05:30\"";
/// The longest name of the database has 32 characters.
const LONGEST: usize = 64;
/// In the database without daylight saving time, though people who write them mean it.
const ABBREVIATIONS: [&str; 3] = ["EST", "MST", "HST"];

/// A time zone, and the name that it was given.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(String) = Self::parse -> String)]
#[schemars(
    inline,
    with = "String",
    description = "The time zone whose clock is meant: an IANA name or an offset.",
    extend("default" = "UTC", "examples" = ["Europe/Berlin", "+05:30"])
)]
pub(crate) struct TimeZone {
    pub(crate) name: String,
    pub(crate) zone: tz::TimeZone,
}

impl TimeZone {
    fn parse(name: String) -> Result<Self, String> {
        let is_abbreviation = ABBREVIATIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&name));
        let zone = if name.len() > LONGEST || is_abbreviation {
            None
        } else if name == "Z" {
            Some(tz::TimeZone::UTC)
        } else if name.starts_with(['+', '-']) {
            DateTimeParser::new().parse_time_zone(&name).ok()
        } else {
            tz::TimeZone::get(&name).ok()
        };
        match zone {
            Some(zone) => Ok(Self { name, zone }),
            None => Err(unknown(&name)),
        }
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: tz::TimeZone::UTC,
        }
    }
}

fn unknown(name: &str) -> String {
    if LONGEST < name.len() {
        return format!("{EXPECTED}, found {} characters", name.len());
    }
    let known: Vec<_> = tz::db()
        .available()
        .map(|known| known.to_string())
        .collect();
    let names: Vec<_> = known.iter().map(String::as_str).collect();
    match closest(name, &names) {
        Some(near) if near != name => {
            format!("there is no time zone `{name}`; did you mean `{near}`?")
        }
        _ => format!("there is no time zone `{name}`; {EXPECTED}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_a_name_of_the_database_or_an_offset() {
        for name in [
            "UTC",
            "Z",
            "America/New_York",
            "europe/berlin",
            "+05:30",
            "-03:00",
        ] {
            assert!(TimeZone::parse(name.to_owned()).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_nearest_name_is_told() {
        assert_eq!(
            TimeZone::parse("Europe/Berln".to_owned()).unwrap_err(),
            "there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?"
        );
    }

    #[test]
    fn what_looks_like_a_zone_and_is_none_is_refused() {
        for name in [
            "",
            "EST",
            "Mars/Phobos",
            "GMT5",
            "+99:00",
            "/etc/localtime",
            "../UTC",
        ] {
            assert!(TimeZone::parse(name.to_owned()).is_err(), "{name}");
        }
        let endless = TimeZone::parse("Europe/".repeat(100_000)).unwrap_err();
        assert!(endless.len() < 200, "{endless}");
    }
}
