//! The days on which a range of hours starts.

use std::fmt;

use deserr::Deserr;
use jiff::civil::{Date, Weekday};
use schemars::JsonSchema;

use crate::policy::Mistakes;

/// The years that are believed to be meant.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9998;

const NAMES: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

/// Days of every week: `Mon-Fri`, `Sat,Sun`, `Fri-Mon`.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(String) = Self::parse -> String)]
#[schemars(inline, with = "String", extend("examples" = ["Mon-Fri", "Sat,Sun"]))]
pub(crate) struct Weekdays {
    text: String,
    /// By the number of the day, from Monday.
    on: [bool; 7],
}

impl Weekdays {
    pub(crate) fn all() -> Self {
        Self {
            text: "Mon-Sun".to_owned(),
            on: [true; 7],
        }
    }

    fn parse(text: String) -> Result<Self, String> {
        let malformed = || {
            let start: String = text.chars().take(40).collect();
            format!("expected days such as \"Mon-Fri\" or \"Sat,Sun\", found \"{start}\"")
        };
        // Every day by itself, with blanks between them, takes less.
        if text.len() > 64 {
            return Err(malformed());
        }
        let mut on = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = weekday(first).zip(weekday(last)).ok_or_else(malformed)?;
            let days = first.cycle_forward().take_while(|day| *day != last);
            for day in days.chain([last]) {
                if let Some(on) = on.get_mut(index(day)) {
                    *on = true;
                }
            }
        }
        Ok(Self { text, on })
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    let name = name.trim();
    let known = NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map(|(_, day)| *day)
}

fn index(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

/// One-off days: `2026-11-27`, `2026-12-24..2026-12-26`.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(String) = Self::parse -> String)]
#[schemars(inline, with = "String", extend(
    "pattern" = r"^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$",
    "examples" = ["2026-11-27", "2026-12-24..2026-12-26"]
))]
pub(crate) struct Dates {
    first: Date,
    last: Date,
}

impl Dates {
    fn parse(text: String) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((&text, &text));
        match date(first).zip(date(last)) {
            Some((first, last)) if first <= last => Ok(Self { first, last }),
            _ => {
                let start: String = text.chars().take(40).collect();
                Err(format!(
                    "expected a date such as \"2026-11-27\" or \"2026-12-24..2026-12-26\", from \
                     1970 on, found \"{start}\""
                ))
            }
        }
    }
}

fn date(text: &str) -> Option<Date> {
    let plain = text.len() == "2026-11-27".len();
    let date: Date = plain.then(|| text.parse().ok()).flatten()?;
    YEARS.contains(&date.year()).then_some(date)
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

/// The days of a range.
#[derive(Clone, Debug)]
pub(crate) enum Days {
    Weekly(Weekdays),
    OneOff(Vec<Dates>),
}

impl Days {
    /// `None` when there is no last one.
    pub(crate) fn last(&self) -> Option<Date> {
        match self {
            Self::Weekly(_) => None,
            Self::OneOff(dates) => dates.iter().map(|dates| dates.last).max(),
        }
    }

    pub(crate) fn contain(&self, date: Date) -> bool {
        match self {
            Self::Weekly(weekdays) => {
                let on = weekdays.on.get(index(date.weekday()));
                on.is_some_and(|on| *on)
            }
            Self::OneOff(dates) => dates
                .iter()
                .any(|dates| dates.first <= date && date <= dates.last),
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly(weekdays) => f.write_str(&weekdays.text),
            Self::OneOff(dates) => match dates.as_slice() {
                [] => f.write_str("no date"),
                [one] => one.fmt(f),
                [first, others @ ..] => write!(f, "{first} and {} more", others.len()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_go_round_the_week() {
        let days = Days::Weekly(Weekdays::parse("Fri-Mon, wed".to_owned()).unwrap());
        // 2026-03-02 is a Monday.
        let on = (2..9).map(|day| days.contain(date(2026, 3, day)));
        assert!(on.eq([true, false, true, false, true, true, true]));
    }

    #[test]
    fn one_off_dates_include_both_ends() {
        let christmas = Dates::parse("2026-12-24..2026-12-26".to_owned()).unwrap();
        let days = Days::OneOff(vec![christmas]);
        let on = (23..28).map(|day| days.contain(date(2026, 12, day)));
        assert!(on.eq([false, true, true, true, false]));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for wrong in [
            "1969-12-31",
            "2026-02-30",
            "2026-12-26..2026-12-24",
            "2026-12-24T08:00",
            "tomorrow",
            "2026-01-01..",
        ] {
            assert!(Dates::parse(wrong.to_owned()).is_err(), "{wrong}");
        }
        let endless = Weekdays::parse("Mon,".repeat(100_000)).unwrap_err();
        assert!(endless.len() < 150, "{endless}");
    }
}
