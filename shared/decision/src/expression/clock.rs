//! What an expression can ask of the time, always in UTC.

use jiff::{Timestamp, civil::DateTime, fmt::strtime, tz::Offset};

use super::{Kind, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ClockPart {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    /// Monday is 0.
    Weekday,
    /// Monday is 1.
    IsoWeekday,
    IsoYear,
    IsoWeek,
    IsoDate,
    Formatted(Box<str>),
}

static PARTS: [(&str, ClockPart); 12] = [
    ("now.year", ClockPart::Year),
    ("now.month", ClockPart::Month),
    ("now.day", ClockPart::Day),
    ("now.hour", ClockPart::Hour),
    ("now.minute", ClockPart::Minute),
    ("now.second", ClockPart::Second),
    ("now.weekday()", ClockPart::Weekday),
    ("now.isoweekday()", ClockPart::IsoWeekday),
    ("now.isocalendar()[0]", ClockPart::IsoYear),
    ("now.isocalendar()[1]", ClockPart::IsoWeek),
    ("now.isocalendar()[2]", ClockPart::IsoWeekday),
    ("now.date().isoformat()", ClockPart::IsoDate),
];

/// What a format makes of a time is short then.
const LONGEST_FORMAT: usize = 32;

impl ClockPart {
    pub(super) fn called(name: &str) -> Option<Self> {
        if !name.starts_with("now.") {
            return None;
        }
        let (_, part) = PARTS.iter().find(|(known, _)| *known == name)?;
        Some(part.clone())
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        PARTS
            .iter()
            .map(|(name, _)| *name)
            .chain(["now.strftime(\"%a\")"])
    }

    /// `now.strftime(format)`.
    ///
    /// # Errors
    /// What is wrong with the format.
    pub(super) fn formatted(format: &str) -> Result<Self, String> {
        if LONGEST_FORMAT < format.len() {
            return Err(format!("a format has at most {LONGEST_FORMAT} bytes"));
        }
        match strtime::format(format, DateTime::default()) {
            Ok(_) => Ok(Self::Formatted(format.into())),
            Err(wrong) => Err(format!("the format cannot be used: {wrong}")),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::IsoDate | Self::Formatted(_) => Kind::Text,
            _ => Kind::Number,
        }
    }

    pub(super) fn at(&self, now: Timestamp) -> Value<'static> {
        let now = Offset::UTC.to_datetime(now);
        let date = now.date();
        let number = match self {
            Self::Year => i64::from(now.year()),
            Self::Month => i64::from(now.month()),
            Self::Day => i64::from(now.day()),
            Self::Hour => i64::from(now.hour()),
            Self::Minute => i64::from(now.minute()),
            Self::Second => i64::from(now.second()),
            Self::Weekday => i64::from(now.weekday().to_monday_zero_offset()),
            Self::IsoWeekday => i64::from(now.weekday().to_monday_one_offset()),
            Self::IsoYear => i64::from(date.iso_week_date().year()),
            Self::IsoWeek => i64::from(date.iso_week_date().week()),
            Self::IsoDate => return date.to_string().into(),
            Self::Formatted(format) => {
                return strtime::format(format.as_ref(), now)
                    .unwrap_or_default()
                    .into();
            }
        };
        number.into()
    }
}
