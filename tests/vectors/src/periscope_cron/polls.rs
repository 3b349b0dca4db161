//! Looking now and then whether an expression has come due.

use jiff::{
    SignedDuration, Timestamp,
    tz::{AmbiguousOffset, TimeZone},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::instants;
use crate::{Outcome, Vector, different, scheduled::Scheduled};

#[derive(Deserialize)]
struct Polls {
    cron: String,
    zone: String,
    #[serde(alias = "rate_ms")]
    window_ms: i64,
    now: Vec<Timestamp>,
}

impl Polls {
    fn rules(&self) -> Vec<Value> {
        vec![json!({"cron": {"at": self.cron, "timezone": self.zone, "add": 1}})]
    }

    fn window(&self) -> SignedDuration {
        SignedDuration::from_millis(self.window_ms)
    }
}

/// Independent polls: each looks back over the window.
pub(crate) fn due(vector: &Vector) -> Result<Outcome, String> {
    let polls: Polls = vector.input()?;
    let mut fires = Vec::new();
    for now in &polls.now {
        let mut scheduled = Scheduled::new(1, polls.rules())?;
        scheduled.evaluated_at(*now - polls.window());
        fires.push(scheduled.evaluate(*now) != 1);
    }
    let right = vector.right();
    let second = polls.second_times();
    if !second.contains(&true) {
        return Ok(vector.compared_with(&json!({ "fires": fires })));
    }
    let as_said = fires
        .iter()
        .zip(second)
        .enumerate()
        .all(|(index, (fires, second))| {
            let right = right["fires"][index] == *fires;
            if second { !fires } else { right }
        });
    different(
        as_said,
        "a time that the clock shows twice comes once, the first time",
    )
}

impl Polls {
    /// Which polls come at a time of the day that the clock shows for the second time. Of what
    /// comes in every hour both hours are meant.
    fn second_times(&self) -> Vec<bool> {
        // An offset from UTC is no zone with a name, and its clock is never put back.
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let hours = self.cron.split_whitespace().nth(2);
        let every_hour = hours.is_some_and(|hours| hours.starts_with('*'));
        let is_second = |now: &Timestamp| {
            let offset = zone.to_ambiguous_timestamp(zone.to_datetime(*now)).offset();
            matches!(offset, AmbiguousOffset::Fold { after, .. } if after == zone.to_offset(*now))
        };
        self.now
            .iter()
            .map(|now| !every_hour && is_second(now))
            .collect()
    }
}

/// Polls one after the other.
pub(crate) fn polls(vector: &Vector) -> Result<Outcome, String> {
    let polls: Polls = vector.input()?;
    Ok(vector.compared_with(&json!({ "fires": fires(&polls)? })))
}

fn fires(polls: &Polls) -> Result<Vec<bool>, String> {
    let mut scheduled = Scheduled::new(1, polls.rules())?;
    if let Some(first) = polls.now.first() {
        scheduled.evaluated_at(*first - polls.window());
    }
    let each = polls.now.iter().map(|now| {
        let before = scheduled.capacity;
        scheduled.evaluate(*now) != before
    });
    Ok(each.collect())
}

/// The polls of an older era, which fired early and counted weekdays from 1.
pub(crate) fn old_alert(vector: &Vector) -> Result<Outcome, String> {
    let polls: Polls = vector.input()?;
    // What is refused when it is saved never fires.
    let fires = fires(&polls).unwrap_or_else(|_| vec![false; polls.now.len()]);
    if polls.counts_weekdays_from_one() {
        let reason =
            "nothing comes before its time; weekdays count from 0, which is Sunday, not from 1";
        return different(!fires.contains(&true) && polls.come_early()?, reason);
    }
    Ok(vector.compared_with(&json!({ "fires": fires })))
}

impl Polls {
    fn others_and_weekday(&self) -> Option<(&str, u8)> {
        let (others, weekday) = self.cron.rsplit_once(' ')?;
        Some((others, weekday.parse().ok()?))
    }

    /// Is a weekday named by its number?
    fn counts_weekdays_from_one(&self) -> bool {
        self.others_and_weekday().is_some()
    }

    /// Whether each poll comes shortly before an instant whose weekday is counted from 1.
    fn come_early(&self) -> Result<bool, String> {
        let Some((others, weekday)) = self.others_and_weekday() else {
            return Ok(false);
        };
        let instants = instants(
            &format!("{others} {}", weekday.saturating_sub(1)),
            &self.zone,
        )?;
        Ok(self.now.iter().all(|now| {
            let next = instants.next_after(*now);
            next.is_some_and(|next| next <= *now + self.window() * 2)
        }))
    }
}
