//! Cron instants: the moments that a cron expression names in a time zone.
//!
//! When clocks change: an expression that names hours keeps them. One of its times that the clock
//! jumps over comes at the jump, and one that the clock shows twice comes the first time only. An
//! expression that goes by the hour (`*`, `*/2`) goes on by the hour: what is jumped over does
//! not come, what is shown twice comes twice.

mod day;
mod expression;
mod field;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

pub use expression::Expression;

/// How far ahead is looked. Weekdays repeat with the calendar every 28 years, or 40 around a
/// year such as 2100: what does not come within them never comes.
const AHEAD: SignedDuration = SignedDuration::from_hours(40 * 366 * 24);

/// The moments that a cron expression names in a time zone.
#[derive(Clone, Debug)]
pub struct Instants {
    expression: Expression,
    zone: TimeZone,
}

impl Instants {
    #[must_use]
    pub fn new(expression: Expression, zone: TimeZone) -> Self {
        Self { expression, zone }
    }

    /// The first instant after `after`; `None` when there is none, such as on a 30 February.
    /// Looks at 15,000 days at most, which takes less than a millisecond.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        self.first_in(after, after.saturating_add(AHEAD).unwrap_or(Timestamp::MAX))
    }

    /// The last instant after `after` and not after `until`.
    #[must_use]
    pub fn last_in(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let mut last = self.first_in(after, until)?;
        // Between the last instant and `until` there is none: halve the time that is left.
        let mut end = until.as_second();
        while last.as_second() < end {
            let middle = last.as_second().midpoint(end);
            let later = Timestamp::from_second(middle).ok()?;
            match self.first_in(later, until) {
                Some(instant) => last = instant,
                None => end = middle,
            }
        }
        Some(last)
    }

    /// The first instant after `after` and not after `until`. Goes from one change of the clock
    /// to the next: in between, the time on the wall and the instant differ by a constant.
    fn first_in(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let second = |second: i64| Timestamp::from_second(second).ok();
        let end = second(until.as_second().checked_add(1)?)?;
        let mut from = second(after.as_second().checked_add(1)?)?;
        while from < end {
            let offset = self.zone.to_offset(from);
            let change = self.zone.following(from).next();
            let stretch_end = change.map_or(end, |change| change.timestamp().min(end));
            let mut walls = offset.to_datetime(from)..offset.to_datetime(stretch_end);
            if let Some((change, wall)) = self.last_change(from) {
                let jumped_over = wall..walls.start;
                if change == from && self.expression.first_in(jumped_over).is_some() {
                    return Some(from);
                }
                // What was shown before the clock went back does not come again.
                walls.start = walls.start.max(wall);
            }
            if let Some(wall) = self.expression.first_in(walls) {
                return offset.to_timestamp(wall).ok();
            }
            from = stretch_end;
        }
        None
    }

    /// When the clock was changed last, at `from` or before, and what it would have shown then
    /// without the change; `None` when that does not matter.
    fn last_change(&self, from: Timestamp) -> Option<(Timestamp, DateTime)> {
        if self.expression.goes_by_the_hour() {
            return None;
        }
        let second = SignedDuration::from_secs(1);
        let change = self
            .zone
            .preceding(from.saturating_add(second).ok()?)
            .next()?;
        let change = change.timestamp();
        let before = self.zone.to_offset(change.saturating_sub(second).ok()?);
        Some((change, before.to_datetime(change)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instants(expression: &str, zone: &str) -> Instants {
        let zone = TimeZone::get(zone).unwrap();
        Instants::new(Expression::parse(expression).unwrap(), zone)
    }

    fn next(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let instants = instants(expression, zone);
        let first = instants.next_after(after.parse().unwrap());
        std::iter::successors(first, |instant| instants.next_after(*instant))
            .take(count)
            .map(|instant| instant.to_string())
            .collect()
    }

    #[test]
    fn a_time_that_the_clock_jumps_over_comes_at_the_jump() {
        // Berlin jumps from 02:00 to 03:00 on 2016-03-27, at 01:00 UTC.
        let around = next("0 30 2 * * *", "Europe/Berlin", "2016-03-26T12:00:00Z", 2);
        assert_eq!(around, ["2016-03-27T01:00:00Z", "2016-03-28T00:30:00Z"]);
        let at_the_jump = next("0 30 2 * * *", "Europe/Berlin", "2016-03-27T00:59:59Z", 1);
        assert_eq!(at_the_jump, ["2016-03-27T01:00:00Z"]);
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_comes_once() {
        // Berlin goes back from 03:00 to 02:00 on 2016-10-30, at 01:00 UTC.
        let around = next("0 30 2 * * *", "Europe/Berlin", "2016-10-29T12:00:00Z", 2);
        assert_eq!(around, ["2016-10-30T00:30:00Z", "2016-10-31T01:30:00Z"]);
        let between = next("0 30 2 * * *", "Europe/Berlin", "2016-10-30T01:10:00Z", 1);
        assert_eq!(between, ["2016-10-31T01:30:00Z"]);
    }

    #[test]
    fn what_goes_by_the_hour_goes_on_by_the_hour() {
        let jump = next("0 30 * * * *", "Europe/Berlin", "2016-03-27T00:00:00Z", 2);
        assert_eq!(jump, ["2016-03-27T00:30:00Z", "2016-03-27T01:30:00Z"]);
        let back = next("0 30 * * * *", "Europe/Berlin", "2016-10-30T00:00:00Z", 3);
        assert_eq!(
            back,
            [
                "2016-10-30T00:30:00Z",
                "2016-10-30T01:30:00Z",
                "2016-10-30T02:30:00Z"
            ]
        );
    }

    #[test]
    fn of_many_instants_the_last_one_is_found() {
        let every_second = instants("* * * * * *", "UTC");
        let (start, end) = ("2016-01-01T00:00:00Z", "2016-01-31T23:59:59Z");
        let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
        assert_eq!(every_second.last_in(start, end), Some(end));
        assert_eq!(every_second.last_in(end, end), None);
        let noon = instants("0 0 12 * * *", "UTC").last_in(start, end);
        assert_eq!(noon, "2016-01-31T12:00:00Z".parse().ok());
    }

    #[test]
    fn a_day_that_never_comes_is_never_found() {
        for never in ["0 0 0 30 2 *", "0 0 0 31W 4 *", "0 0 0 1 * MON#2"] {
            assert!(
                next(never, "Europe/Berlin", "2016-01-01T00:00:00Z", 1).is_empty(),
                "{never}"
            );
        }
        let rare = next("0 0 0 29 2 SUN", "UTC", "2080-01-01T00:00:00Z", 2);
        assert_eq!(rare, ["2088-02-29T00:00:00Z", "2128-02-29T00:00:00Z"]);
    }

    #[test]
    fn the_ends_of_time_are_no_instants() {
        let daily = instants("@daily", "Europe/Berlin");
        assert_eq!(daily.next_after(Timestamp::MAX), None);
        assert!(daily.next_after(Timestamp::MIN).is_some());
    }
}
