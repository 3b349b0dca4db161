//! A cron expression: which times on the clock of a wall it names, whatever the zone.
//!
//! Six fields: second, minute, hour, day of the month, month, weekday. A day has to fit both the
//! day and the weekday (as in Spring's and Quartz' schedulers; in the classic cron either is
//! enough). Of five fields the second is 0.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};

use super::{
    day::{DayOfMonth, DayOfWeek},
    field::{Kind, Numbers},
};

/// Longer than anybody's expression; all sixty minutes in a list take 170 characters.
const LONGEST: usize = 256;

const NICKNAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 0 1 1 *"),
    ("@annually", "0 0 0 1 1 *"),
    ("@monthly", "0 0 0 1 * *"),
    ("@weekly", "0 0 0 * * 0"),
    ("@daily", "0 0 0 * * *"),
    ("@midnight", "0 0 0 * * *"),
    ("@hourly", "0 0 * * * *"),
];

/// A cron expression.
#[derive(Clone, Debug)]
pub struct Expression {
    seconds: Numbers,
    minutes: Numbers,
    hours: Numbers,
    days: Vec<DayOfMonth>,
    months: Numbers,
    weekdays: Vec<DayOfWeek>,
    every_hour: bool,
}

impl Expression {
    /// Reads `0 0 8 * * MON-FRI`, `0 8 * * MON-FRI` or `@daily`.
    ///
    /// # Errors
    /// Which field is wrong, and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        if LONGEST < text.len() {
            return Err(format!(
                "expected at most {LONGEST} characters, found {}; use ranges and steps such as \
                 `*/5`",
                text.len()
            ));
        }
        let nickname = NICKNAMES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        let plain = nickname.map_or(text, |(_, meaning)| meaning);
        let fields: Vec<_> = plain.split_whitespace().collect();
        match fields.as_slice() {
            [second, minute, hour, day, month, weekday] => {
                Self::of([second, minute, hour, day, month, weekday])
            }
            [minute, hour, day, month, weekday] => {
                Self::of(["0", minute, hour, day, month, weekday])
            }
            _ => Err(format!(
                "expected six fields (second, minute, hour, day, month, weekday) such as \
                 \"0 0 8 * * MON-FRI\", or a name such as \"@daily\", found \"{text}\""
            )),
        }
    }

    fn of([second, minute, hour, day, month, weekday]: [&str; 6]) -> Result<Self, String> {
        Ok(Self {
            seconds: Numbers::parse(Kind::SECOND, second)?,
            minutes: Numbers::parse(Kind::MINUTE, minute)?,
            hours: Numbers::parse(Kind::HOUR, hour)?,
            days: day
                .split(',')
                .map(DayOfMonth::parse)
                .collect::<Result<_, _>>()?,
            months: Numbers::parse(Kind::MONTH, month)?,
            weekdays: weekday
                .split(',')
                .map(DayOfWeek::parse)
                .collect::<Result<_, _>>()?,
            every_hour: hour.starts_with('*'),
        })
    }

    /// Whether it goes on through the day (`*` or `*/2` hours) instead of naming hours.
    pub(super) fn goes_by_the_hour(&self) -> bool {
        self.every_hour
    }

    /// The first time of `range` that it names, in whole seconds. Looks at each month of the
    /// range, and at each day of the months that fit.
    pub(super) fn first_in(&self, range: Range<DateTime>) -> Option<DateTime> {
        let mut day = range.start.date();
        while day <= range.end.date() {
            if !self.has_month(day) {
                day = day.last_of_month().tomorrow().ok()?;
                continue;
            }
            let start = if day == range.start.date() {
                range.start.time()
            } else {
                Time::midnight()
            };
            if let Some(time) = self.fits(day).then(|| self.first_from(start)).flatten() {
                let found = day.to_datetime(time);
                return (found < range.end).then_some(found);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    fn has_month(&self, day: Date) -> bool {
        u8::try_from(day.month()).is_ok_and(|month| self.months.contains(month))
    }

    fn fits(&self, day: Date) -> bool {
        self.days.iter().any(|days| days.fits(day))
            && self.weekdays.iter().any(|weekdays| weekdays.fits(day))
    }

    fn first_from(&self, start: Time) -> Option<Time> {
        let part = |number: i8| u8::try_from(number).unwrap_or(0);
        let start = (
            part(start.hour()),
            part(start.minute()),
            part(start.second()),
        );
        for hour in self.hours.from(start.0) {
            let minutes = if hour == start.0 { start.1 } else { 0 };
            for minute in self.minutes.from(minutes) {
                let seconds = if (hour, minute) == (start.0, start.1) {
                    start.2
                } else {
                    0
                };
                if let Some(second) = self.seconds.from(seconds).next() {
                    let [hour, minute, second] =
                        [hour, minute, second].map(|number| i8::try_from(number).unwrap_or(0));
                    return Time::new(hour, minute, second, 0).ok();
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_fields_are_on_the_minute() {
        let range = "2016-01-01T00:00:01".parse().unwrap().."2016-01-02T00:00".parse().unwrap();
        let five = Expression::parse("*/5 * * * *").unwrap();
        assert_eq!(five.first_in(range), "2016-01-01T00:05".parse().ok());
    }

    #[test]
    fn a_mistake_names_the_field_and_the_remedy() {
        let wrong = |text| Expression::parse(text).unwrap_err();
        assert!(wrong("0 8 * *").starts_with("expected six fields (second, minute, hour, day,"));
        assert!(wrong("0 0 24 * * *").starts_with("the hour \"24\" cannot be read; expected"));
        assert!(wrong("0 0 8 * * MO").contains("0 to 7 or names such as SUN"));
        assert!(wrong(&"1,".repeat(1_000_000)).starts_with("expected at most 256 characters"));
    }
}
