//! The traffic of a stream as CloudWatch recorded it, minute by minute.

use std::{collections::BTreeMap, time::Duration};

use decision::{Period, Source, Statistic, TargetId};
use evaluation::{Completeness, MetricWindow, Query};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use pricing::{Interval, Usage};

use crate::{
    failures,
    ports::Api,
    problem::{Kind, Problem},
};

/// Whoever asks waits at most this long.
const LONGEST_FETCH: Duration = Duration::from_secs(20);
/// A shard's limits hold for each second; a minute is the finest that there is.
const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

const NAMES: [&str; 3] = ["IncomingBytes", "IncomingRecords", "GetRecords.Bytes"];

/// Whole days in UTC up to now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

impl Window {
    /// The last `days` days, the last of which is the one of the newest whole minute.
    pub(super) fn of(days: i64, now: Timestamp) -> Self {
        let to = now.as_second().div_euclid(MINUTE) * MINUTE;
        let today = (to - MINUTE).div_euclid(DAY);
        let at = |second| Timestamp::from_second(second).unwrap_or(now);
        Self {
            from: at((today + 1 - days) * DAY),
            to: at(to),
        }
    }

    pub(super) fn first_day(self) -> Date {
        self.from.to_zoned(TimeZone::UTC).date()
    }

    pub(super) fn hours(self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 3600.0
    }
}

#[derive(Debug)]
pub(super) struct Recorded {
    window: Window,
    minutes: BTreeMap<Timestamp, Interval>,
}

impl Recorded {
    /// A minute without data is one without traffic: an idle stream sends none.
    pub(super) fn usage(&self, fan_out_consumers: u32) -> Usage {
        let minutes: Vec<_> = self.minutes.values().copied().collect();
        Usage::of(&minutes, 60.0, self.window.hours(), fan_out_consumers)
    }

    pub(super) fn minutes_with_data(&self) -> usize {
        self.minutes.len()
    }
}

/// Fetches what was written and read.
pub(super) async fn fetch(
    api: &Api,
    target: &TargetId,
    window: Window,
) -> Result<Recorded, Problem> {
    let queries = NAMES.map(|name| Query {
        shard: None,
        target: target.clone(),
        source: Source {
            name,
            statistic: Statistic::Sum,
        },
    });
    let asked = MetricWindow {
        from: window.from,
        to: window.to,
        period: Period::minutes(1),
    };
    let fetching = tokio::time::timeout(LONGEST_FETCH, api.fetch(&queries, &asked));
    let late = |_| partial("CloudWatch does not answer in time");
    let fetched = fetching.await.map_err(late)?;
    let fetched = fetched.map_err(|error| failures::of_target(&error))?;
    let mut minutes: BTreeMap<Timestamp, Interval> = BTreeMap::new();
    for (name, series) in NAMES.iter().zip(fetched) {
        if series.completeness == Completeness::Partial {
            return Err(partial(&format!("CloudWatch gave only a part of {name}")));
        }
        for (at, value) in series.points {
            let minute = minutes.entry(at).or_default();
            match *name {
                "IncomingBytes" => minute.bytes_in = value,
                "IncomingRecords" => minute.records_in = value,
                _ => minute.bytes_out = value,
            }
        }
    }
    Ok(Recorded { window, minutes })
}

/// A part of the traffic is not less of it.
fn partial(what: &str) -> Problem {
    let detail = format!("{what}; ask again, or for fewer `days`");
    Problem::new(Kind::Unavailable, detail).with_header(axum::http::header::RETRY_AFTER, "5")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(days: i64, now: &str) -> (String, String, f64) {
        let window = Window::of(days, now.parse().unwrap());
        (
            window.from.to_string(),
            window.to.to_string(),
            window.hours(),
        )
    }

    #[test]
    fn a_window_is_whole_days_up_to_the_newest_whole_minute() {
        let (from, to, hours) = window(7, "2026-11-21T12:00:59Z");
        assert_eq!(
            (from.as_str(), to.as_str()),
            ("2026-11-15T00:00:00Z", "2026-11-21T12:00:00Z")
        );
        assert_eq!(hours, 156.0);
        assert_eq!(window(1, "2026-11-21T12:00:00Z").2, 12.0);
    }

    #[test]
    fn no_window_is_empty_nor_older_than_fifteen_days() {
        assert_eq!(window(1, "2026-11-21T00:00:30Z").2, 24.0);
        assert_eq!(window(15, "2026-11-21T00:00:30Z").2, 15.0 * 24.0);
        assert!(window(15, "2026-11-21T23:59:30Z").2 < 15.0 * 24.0);
    }
}
