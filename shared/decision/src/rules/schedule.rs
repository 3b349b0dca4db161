//! Schedules: on some days, between two times of a time zone, the floor is higher or the cap
//! lower. It is judged what the clock on the wall of that zone shows now, so a missed tick heals
//! by itself.
//!
//! When clocks change: a range starts at the first instant at which the clock shows its start or
//! later, and ends at the last one at which it still shows less than its end. An hour that comes
//! twice is inside both times; an hour that is left out cannot hide a range.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Bounds, Capacity, Missed, View, policy::Mistakes};

#[derive(Clone, Debug)]
pub struct Schedule {
    days: Vec<Weekday>,
    from: Time,
    /// Not after `from`: the range ends on the next day.
    to: Time,
    zone: TimeZone,
    floor: Option<Capacity>,
    cap: Option<Capacity>,
    label: String,
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    #[deserr(default = "Mon-Sun".to_owned())]
    days: String,
    #[deserr(default = "00:00".to_owned())]
    from: String,
    #[deserr(default = "24:00".to_owned())]
    to: String,
    #[deserr(default = "UTC".to_owned())]
    timezone: String,
    #[deserr(default)]
    min: Option<u32>,
    #[deserr(default)]
    max: Option<u32>,
}

impl Deserr<Mistakes> for Schedule {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let mut note = |field: &str, detail: String| {
            let at = if field.is_empty() {
                location
            } else {
                location.push_key(field)
            };
            wrong.0.extend(Mistakes::at(at, detail).0);
        };
        let days = days(&document.days).map_err(|detail| note("days", detail));
        let from = time(&document.from).map_err(|detail| note("from", detail));
        let to = time(&document.to).map_err(|detail| note("to", detail));
        let zone = TimeZone::get(&document.timezone).map_err(|_| {
            let detail = format!(
                "there is no time zone `{}`; expected an IANA name such as \"Europe/Berlin\"",
                document.timezone
            );
            note("timezone", detail);
        });
        match (document.min, document.max) {
            (None, None) => note("", "expected `min`, `max` or both".to_owned()),
            (Some(min), Some(max)) if max < min => {
                note("", format!("the floor {min} is above the cap {max}"));
            }
            _ => {}
        }
        let (Ok(days), Ok(from), Ok(to), Ok(zone), true) =
            (days, from, to, zone, wrong.0.is_empty())
        else {
            return Err(wrong);
        };
        let label = format!(
            "{} {}-{} {}",
            document.days, document.from, document.to, document.timezone
        );
        let (floor, cap) = (document.min.map(Capacity), document.max.map(Capacity));
        Ok(Self {
            days,
            from,
            to,
            zone,
            floor,
            cap,
            label,
        })
    }
}

const NAMES: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

/// `Mon-Fri`, `Sat,Sun`, `Fri-Mon`.
fn days(text: &str) -> Result<Vec<Weekday>, String> {
    let day = |name: &str| {
        let name = name.trim();
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, day)| *day)
            .ok_or(format!(
                "expected days such as \"Mon-Fri\" or \"Sat,Sun\", found \"{text}\""
            ))
    };
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (mut each, last) = (day(first)?, day(last)?);
        days.push(each);
        while each != last {
            each = each.next();
            days.push(each);
        }
    }
    Ok(days)
}

/// `08:00`; `24:00` is the midnight that ends a day.
fn time(text: &str) -> Result<Time, String> {
    if text == "24:00" {
        return Ok(Time::midnight());
    }
    let malformed = || format!("expected a time of day such as \"08:00\", found \"{text}\"");
    let (hour, minute) = text.split_once(':').ok_or_else(malformed)?;
    let number = |part: &str| {
        let two_digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        two_digits
            .then(|| part.parse::<i8>().ok())
            .flatten()
            .ok_or_else(malformed)
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| malformed())
}

/// Which side of a change of the clock an ambiguous time of day means.
#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

impl Schedule {
    fn is_on(&self, now: Timestamp) -> bool {
        let today = now.to_zoned(self.zone.clone()).date();
        // A range that goes over midnight belongs to the day on which it starts.
        let yesterday = today.yesterday().unwrap_or(today);
        [yesterday, today].into_iter().any(|day| {
            self.days.contains(&day.weekday())
                && self
                    .range_of(day)
                    .is_some_and(|(start, end)| start <= now && now < end)
        })
    }

    fn range_of(&self, day: Date) -> Option<(Timestamp, Timestamp)> {
        let ends_on = if self.from < self.to {
            day
        } else {
            day.checked_add(1.day()).ok()?
        };
        let start = self.instant(day, self.from, Side::Start)?;
        let end = self.instant(ends_on, self.to, Side::End)?;
        Some((start, end))
    }

    fn instant(&self, day: Date, time: Time, side: Side) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(day.to_datetime(time));
        let at = |offset: Offset| offset.to_timestamp(ambiguous.datetime()).ok();
        match (ambiguous.offset(), side) {
            (AmbiguousOffset::Unambiguous { offset }, _) => at(offset),
            (AmbiguousOffset::Fold { before, .. }, Side::Start) => at(before),
            (AmbiguousOffset::Fold { after, .. }, Side::End) => at(after),
            // The clock jumps over this time: what counts is the instant of the jump.
            (AmbiguousOffset::Gap { after, .. }, _) => {
                let earlier = at(after)?;
                self.zone
                    .following(earlier)
                    .next()
                    .map(|jump| jump.timestamp())
            }
        }
    }
}

/// Whether the range is on, and what it then asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    range: String,
    on: bool,
    floor: Option<Capacity>,
    cap: Option<Capacity>,
}

impl Recommends for Schedule {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let on = self.is_on(view.now);
        let (floor, cap) = if on {
            (self.floor, self.cap)
        } else {
            (None, None)
        };
        let finding = Finding {
            range: self.label.clone(),
            on,
            floor,
            cap,
        };
        Ok((Opinion::Limits { floor, cap }, finding))
    }

    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = |field, capacity: Option<Capacity>| {
            let capacity = capacity.filter(|capacity| !bounds.contains(*capacity))?;
            Some((
                field,
                format!("{capacity} is outside the policy's bounds, {bounds}"),
            ))
        };
        [outside("min", self.floor), outside("max", self.cap)]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = &self.range;
        match (self.on, self.floor, self.cap) {
            (false, ..) => write!(f, "outside of {range}"),
            (true, Some(floor), Some(cap)) => write!(f, "{floor} to {cap} in {range}"),
            (true, Some(floor), None) => write!(f, "at least {floor} in {range}"),
            (true, None, Some(cap)) => write!(f, "at most {cap} in {range}"),
            (true, None, None) => write!(f, "in {range}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn schedule(document: Value) -> Schedule {
        deserr::deserialize::<_, _, Mistakes>(document).unwrap()
    }

    fn on(schedule: &Schedule, instant: &str) -> bool {
        schedule.is_on(instant.parse().unwrap())
    }

    #[test]
    fn is_on_within_the_range_of_its_days_in_its_zone() {
        let office = schedule(json!({
            "days": "Mon-Fri", "from": "08:00", "to": "18:00",
            "timezone": "Australia/Sydney", "min": 10
        }));
        // Monday 2026-03-02 in Sydney is eleven hours ahead.
        assert!(on(&office, "2026-03-01T21:00:00Z"));
        assert!(!on(&office, "2026-03-01T20:59:59Z"));
        assert!(!on(&office, "2026-03-02T07:00:00Z"));
        assert!(!on(&office, "2026-02-28T23:00:00Z"));
    }

    #[test]
    fn a_range_over_midnight_belongs_to_the_day_it_starts_on() {
        let night = schedule(json!({"days": "Fri", "from": "22:00", "to": "06:00", "min": 4}));
        assert!(on(&night, "2026-03-06T23:00:00Z"));
        assert!(on(&night, "2026-03-07T05:59:00Z"));
        assert!(!on(&night, "2026-03-06T05:00:00Z"));
        assert!(!on(&night, "2026-03-07T22:30:00Z"));
    }

    #[test]
    fn an_hour_that_is_left_out_does_not_hide_the_start() {
        // New York jumps from 02:00 to 03:00 on 2026-03-08, at 07:00 UTC.
        let early = schedule(json!({
            "from": "02:30", "to": "06:00", "timezone": "America/New_York", "min": 4
        }));
        assert!(!on(&early, "2026-03-08T06:59:59Z"));
        assert!(on(&early, "2026-03-08T07:00:00Z"));
        assert!(!on(&early, "2026-03-08T10:00:00Z"));
    }

    #[test]
    fn an_hour_that_comes_twice_is_inside_both_times() {
        // New York goes back from 02:00 to 01:00 on 2026-11-01, at 06:00 UTC.
        let early = schedule(json!({
            "from": "01:30", "to": "02:00", "timezone": "America/New_York", "min": 4
        }));
        assert!(on(&early, "2026-11-01T05:30:00Z"));
        assert!(on(&early, "2026-11-01T06:15:00Z"));
        assert!(on(&early, "2026-11-01T06:59:00Z"));
        assert!(!on(&early, "2026-11-01T07:00:00Z"));
    }

    #[test]
    fn a_whole_day_ends_at_midnight_whatever_its_length() {
        let day = schedule(json!({"days": "Sun", "timezone": "Europe/Berlin", "max": 4}));
        // 2026-03-29 has 23 hours in Berlin: 23:00 UTC the day before to 22:00 UTC.
        assert!(on(&day, "2026-03-28T23:00:00Z"));
        assert!(on(&day, "2026-03-29T21:59:59Z"));
        assert!(!on(&day, "2026-03-29T22:00:00Z"));
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let wrong: Mistakes = deserr::deserialize::<Schedule, _, Mistakes>(json!({
            "days": "Mon-Fry", "from": "8:00", "timezone": "Mars/Olympus", "min": 3
        }))
        .unwrap_err();
        let places: Vec<_> = wrong
            .0
            .iter()
            .map(|mistake| mistake.pointer.as_str())
            .collect();
        assert_eq!(places, ["/days", "/from", "/timezone"]);
    }
}
