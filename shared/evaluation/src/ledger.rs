//! How much capacity there was, day by day: what spending and savings are counted from.

use std::collections::VecDeque;

use decision::Capacity;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// As far back as metrics of a minute are kept, which costs are compared with.
const DAYS: usize = 15;
/// What happened in a longer silence nobody knows.
const LONGEST_GAP: SignedDuration = SignedDuration::from_hours(24);

/// The capacity of a target over the last days. It is part of a memory that is written every
/// minute, so it is small: a sum for each day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Everything before has been counted, or never will be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    until: Option<Timestamp>,
    #[serde(skip_serializing_if = "VecDeque::is_empty", default)]
    days: VecDeque<Day>,
}

/// A day in UTC with the seconds that were counted, and the units of each of them added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Day(Date, u64, u64);

/// What was counted over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The time that was counted.
    pub seconds: u64,
    pub unit_seconds: u64,
}

impl Ledger {
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.until.is_none()
    }

    /// With `units` for the time since the last count; `None`: nobody knows how many there were.
    #[must_use]
    pub(crate) fn counted(&self, units: Option<Capacity>, now: Timestamp) -> Self {
        let mut ledger = self.clone();
        if self.until.is_some_and(|until| now <= until) {
            return ledger;
        }
        ledger.until = Some(now);
        let heard_of = |until: &Timestamp| now.duration_since(*until) <= LONGEST_GAP;
        if let (Some(from), Some(units)) = (self.until.filter(heard_of), units) {
            ledger.add(units, from, now);
        }
        ledger
    }

    fn add(&mut self, units: Capacity, from: Timestamp, to: Timestamp) {
        let mut from = from;
        while from < to {
            let date = date(from);
            let midnight = date.tomorrow().ok().and_then(begins).unwrap_or(to);
            let end = midnight.min(to);
            let seconds = u64::try_from(end.as_second() - from.as_second()).unwrap_or(0);
            let unit_seconds = seconds.saturating_mul(u64::from(units.0));
            match self.days.back_mut() {
                Some(Day(day, counted, sum)) if *day == date => {
                    *counted = counted.saturating_add(seconds);
                    *sum = sum.saturating_add(unit_seconds);
                }
                _ => self.days.push_back(Day(date, seconds, unit_seconds)),
            }
            from = end;
        }
        while DAYS < self.days.len() {
            self.days.pop_front();
        }
    }

    /// What was counted from the beginning of `first` (in UTC) on.
    #[must_use]
    pub fn since(&self, first: Date) -> Counted {
        let days = self.days.iter().filter(|Day(day, ..)| first <= *day);
        days.fold(Counted::default(), |sum, Day(_, seconds, unit_seconds)| {
            Counted {
                seconds: sum.seconds.saturating_add(*seconds),
                unit_seconds: sum.unit_seconds.saturating_add(*unit_seconds),
            }
        })
    }
}

fn date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn begins(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-11-{time}Z").parse().unwrap()
    }

    fn since(ledger: &Ledger, day: i8) -> (u64, u64) {
        let counted = ledger.since(jiff::civil::date(2026, 11, day));
        (counted.seconds, counted.unit_seconds)
    }

    /// Counted at each of these times with the units that there were until then.
    fn ledger(counts: &[(&str, Option<u32>)]) -> Ledger {
        counts
            .iter()
            .fold(Ledger::default(), |ledger, (time, units)| {
                ledger.counted(units.map(Capacity), at(time))
            })
    }

    #[test]
    fn units_count_for_the_time_since_the_last_count() {
        let ledger = ledger(&[
            ("21T12:00:00", Some(4)),
            ("21T12:01:00", Some(4)),
            ("21T12:05:00", Some(8)),
        ]);
        assert_eq!(since(&ledger, 21), (300, 60 * 4 + 240 * 8));
        assert_eq!(since(&ledger, 22), (0, 0));
    }

    #[test]
    fn each_day_has_what_was_counted_until_midnight() {
        let ledger = ledger(&[("20T23:59:00", Some(4)), ("21T00:02:00", Some(4))]);
        assert_eq!(since(&ledger, 21), (120, 480));
        assert_eq!(since(&ledger, 20), (180, 720));
    }

    #[test]
    fn what_nobody_saw_is_not_counted() {
        let unseen = ledger(&[
            ("21T12:00:00", Some(4)),
            ("21T12:01:00", None),
            ("21T12:02:00", Some(4)),
        ]);
        assert_eq!(since(&unseen, 21), (60, 240));
        let silent = ledger(&[("20T12:00:00", Some(4)), ("21T12:01:00", Some(4))]);
        assert_eq!(since(&silent, 20), (0, 0));
    }

    #[test]
    fn counting_the_same_time_twice_counts_it_once() {
        let ledger = ledger(&[
            ("21T12:00:00", Some(4)),
            ("21T12:02:00", Some(4)),
            ("21T12:01:00", Some(4)),
            ("21T12:02:00", Some(4)),
        ]);
        assert_eq!(since(&ledger, 21), (120, 480));
    }

    #[test]
    fn fifteen_days_are_kept_in_few_bytes() {
        let start = at("01T00:00:00");
        let hours = (0..24 * 29).map(|hour| start + SignedDuration::from_hours(hour));
        let ledger = hours.fold(Ledger::default(), |ledger, now| {
            ledger.counted(Some(Capacity(10_000)), now)
        });
        assert_eq!(ledger.days.len(), DAYS);
        let written = serde_json::to_string(&ledger).unwrap();
        assert!(written.len() < 600, "{}: {written}", written.len());
        assert_eq!(serde_json::from_str::<Ledger>(&written).unwrap(), ledger);
    }
}
