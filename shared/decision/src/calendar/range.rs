//! A range of hours on some days. It is judged what the clock on the wall of a zone shows now, so
//! that a missed tick heals by itself.
//!
//! When clocks change: a range starts at the first instant at which the clock shows its start or
//! later, and ends at the last one at which it still shows less than its end. An hour that comes
//! twice is inside both times; an hour that is left out cannot hide a range.

use std::fmt;

use deserr::Deserr;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{AmbiguousOffset, Offset},
};

use schemars::JsonSchema;

use super::days::Days;
use crate::{Period, policy::Mistakes, time_zone::TimeZone};

/// A time of day: `08:00`; `24:00` is the midnight that ends a day.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(String) = Self::parse -> String)]
#[schemars(inline, with = "String", extend("pattern" = r"^\d\d:\d\d$", "examples" = ["08:00"]))]
pub(crate) struct TimeOfDay {
    text: String,
    time: Time,
}

impl TimeOfDay {
    pub(crate) fn midnight(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            time: Time::midnight(),
        }
    }

    fn parse(text: String) -> Result<Self, String> {
        if text == "24:00" {
            return Ok(Self::midnight(&text));
        }
        let number = |part: &str| {
            let two_digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            two_digits.then(|| part.parse::<i8>().ok()).flatten()
        };
        let time = text
            .split_once(':')
            .and_then(|(hour, minute)| Time::new(number(hour)?, number(minute)?, 0, 0).ok());
        let Some(time) = time else {
            let start: String = text.chars().take(40).collect();
            return Err(format!(
                "expected a time of day such as \"08:00\", found \"{start}\""
            ));
        };
        Ok(Self { text, time })
    }
}

/// Which side of a change of the clock an ambiguous time of day means.
#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

/// From one time of day to another, on some days, in a zone.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "super::Document")]
pub(crate) struct Range {
    pub(crate) days: Days,
    pub(crate) from: TimeOfDay,
    /// Not after `from`: the range ends on the next day.
    pub(crate) to: TimeOfDay,
    pub(crate) zone: TimeZone,
}

impl Range {
    /// Whether `now` is inside, if the range begins `lead` (a day at most) before its time.
    pub(crate) fn is_on(&self, now: Timestamp, lead: Period) -> bool {
        // Yesterday's range may go over midnight, tomorrow's may lead into today.
        self.spans(now, 3)
            .any(|(start, end)| lead.before(start) <= now && now < end)
    }

    /// Whether it never comes again after `now`.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        let last = self.days.last();
        let end = last.and_then(|last| self.span_of(last)).map(|(_, end)| end);
        end.is_some_and(|end| end <= now)
    }

    /// When it begins or ends next, within a week.
    pub(crate) fn next_edge(&self, now: Timestamp, lead: Period) -> Option<Timestamp> {
        let to_come = self.spans(now, 9).filter_map(|(start, end)| {
            let edges = [lead.before(start), start, end];
            edges.into_iter().filter(|edge| now < *edge).min()
        });
        // Of two ranges, because the later one may lead into the earlier one.
        to_come.take(2).min()
    }

    /// The range as it is on so many days, from yesterday on.
    fn spans(&self, now: Timestamp, days: usize) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = self.zone.zone.to_datetime(now).date();
        let first = today.yesterday().unwrap_or(today);
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take(days)
            .filter(|day| self.days.contain(*day))
            .filter_map(|day| self.span_of(day))
    }

    fn span_of(&self, day: Date) -> Option<(Timestamp, Timestamp)> {
        let ends_on = if self.from.time < self.to.time {
            day
        } else {
            day.tomorrow().ok()?
        };
        let start = self.instant(day, self.from.time, Side::Start)?;
        let end = self.instant(ends_on, self.to.time, Side::End)?;
        Some((start, end))
    }

    fn instant(&self, day: Date, time: Time, side: Side) -> Option<Timestamp> {
        let zone = &self.zone.zone;
        let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(time));
        let at = |offset: Offset| offset.to_timestamp(ambiguous.datetime()).ok();
        match (ambiguous.offset(), side) {
            (AmbiguousOffset::Unambiguous { offset }, _) => at(offset),
            (AmbiguousOffset::Fold { before, .. }, Side::Start) => at(before),
            (AmbiguousOffset::Fold { after, .. }, Side::End) => at(after),
            // The clock jumps over this time: what counts is the instant of the jump.
            (AmbiguousOffset::Gap { after, .. }, _) => {
                let jump = zone.following(at(after)?).next()?;
                Some(jump.timestamp())
            }
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, zone) = (&self.days, &self.zone.name);
        write!(f, "{days} {}-{} {zone}", self.from.text, self.to.text)
    }
}
