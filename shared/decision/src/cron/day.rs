//! The two fields of a cron expression that choose days: day of the month, and weekday.

use jiff::civil::{Date, Weekday};

use super::field::{Kind, Numbers};

/// One choice of days of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOfMonth {
    Numbers(Numbers),
    /// `L`, `L-2`: so many days before the last one.
    BeforeLast(i8),
    /// `LW`: the last day from Monday to Friday.
    LastWorkday,
    /// `15W`: the day from Monday to Friday that is nearest and in the same month.
    NearestWorkday(i8),
}

impl DayOfMonth {
    pub(super) fn parse(part: &str) -> Result<Self, String> {
        let upper = part.to_ascii_uppercase();
        let number = |text: &str| {
            let number = Kind::DAY.number(text)?;
            i8::try_from(number).ok()
        };
        let parsed = match upper.as_str() {
            "?" => Numbers::part(Kind::DAY, "*").map(Self::Numbers),
            "L" => Some(Self::BeforeLast(0)),
            "LW" => Some(Self::LastWorkday),
            other => match (other.strip_prefix("L-"), other.strip_suffix('W')) {
                (Some(days), _) => number(days).filter(|days| *days < 31).map(Self::BeforeLast),
                (None, Some(day)) => number(day).map(Self::NearestWorkday),
                (None, None) => Numbers::part(Kind::DAY, other).map(Self::Numbers),
            },
        };
        parsed.ok_or_else(|| format!("{}, or `L`, `L-2`, `LW`, `15W`", Kind::DAY.mistake(part)))
    }

    pub(super) fn fits(self, date: Date) -> bool {
        let last = date.last_of_month();
        match self {
            Self::Numbers(numbers) => {
                u8::try_from(date.day()).is_ok_and(|day| numbers.contains(day))
            }
            Self::BeforeLast(days) => date.day() == last.day() - days,
            Self::LastWorkday => date == nearest_workday(last),
            Self::NearestWorkday(day) => {
                // A month without that day has no such workday either.
                Date::new(date.year(), date.month(), day)
                    .is_ok_and(|day| date == nearest_workday(day))
            }
        }
    }
}

/// Saturday goes back to Friday and Sunday on to Monday, unless that is another month.
fn nearest_workday(day: Date) -> Date {
    let shift = match day.weekday() {
        Weekday::Saturday if day.day() == 1 => 2,
        Weekday::Saturday => -1,
        Weekday::Sunday if day == day.last_of_month() => -2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    // The month is the same, so that the day exists.
    Date::new(day.year(), day.month(), day.day() + shift).unwrap_or(day)
}

/// One choice of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOfWeek {
    /// Counted from Sunday as 0; 7 is Sunday too.
    Numbers(Numbers),
    /// `FRI#2`: the second one of the month.
    Nth(Weekday, i8),
    /// `FRIL`: the last one of the month.
    Last(Weekday),
}

impl DayOfWeek {
    pub(super) fn parse(part: &str) -> Result<Self, String> {
        let upper = part.to_ascii_uppercase();
        let weekday = |text: &str| {
            let number = i8::try_from(Kind::WEEKDAY.number(text)? % 7).ok()?;
            Weekday::from_sunday_zero_offset(number).ok()
        };
        let parsed = match (upper.split_once('#'), upper.strip_suffix('L')) {
            _ if upper == "?" => Numbers::part(Kind::WEEKDAY, "*").map(Self::Numbers),
            (Some((day, nth)), _) => {
                let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
                weekday(day).zip(nth).map(|(day, nth)| Self::Nth(day, nth))
            }
            (None, Some(day)) => weekday(day).map(Self::Last),
            (None, None) => Numbers::part(Kind::WEEKDAY, &upper).map(Self::Numbers),
        };
        parsed.ok_or_else(|| {
            format!(
                "{}, or `FRI#2` (up to 5), `FRIL`",
                Kind::WEEKDAY.mistake(part)
            )
        })
    }

    pub(super) fn fits(self, date: Date) -> bool {
        match self {
            Self::Numbers(numbers) => {
                let day = date.weekday().to_sunday_zero_offset();
                let fits = |day| u8::try_from(day).is_ok_and(|day| numbers.contains(day));
                fits(day) || (day == 0 && fits(7))
            }
            Self::Nth(weekday, nth) => date.weekday() == weekday && (date.day() - 1) / 7 + 1 == nth,
            Self::Last(weekday) => {
                date.weekday() == weekday && date.last_of_month().day() < date.day() + 7
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_workday_does_not_leave_its_month() {
        // 2016-05-01 is a Sunday, 2016-10-01 a Saturday, 2016-07-31 a Sunday.
        assert_eq!(nearest_workday(date(2016, 5, 1)), date(2016, 5, 2));
        assert_eq!(nearest_workday(date(2016, 10, 1)), date(2016, 10, 3));
        assert_eq!(nearest_workday(date(2016, 7, 31)), date(2016, 7, 29));
    }

    #[test]
    fn the_last_of_a_weekday_and_the_nth_are_counted_within_the_month() {
        let last = DayOfWeek::parse("FRIL").unwrap();
        assert!(last.fits(date(2016, 5, 27)) && !last.fits(date(2016, 5, 20)));
        let fifth = DayOfWeek::parse("1#5").unwrap();
        assert!(fifth.fits(date(2016, 2, 29)) && !fifth.fits(date(2016, 1, 25)));
    }

    #[test]
    fn a_sixth_weekday_and_a_day_that_no_month_has_are_mistakes() {
        assert!(DayOfWeek::parse("MON#6").is_err());
        assert!(DayOfMonth::parse("32W").is_err());
        assert!(DayOfMonth::parse("L-31").is_err());
    }
}
