//! When Periscope's cron expressions are due.

use decision::cron::{Expression, Instants};
use jiff::{
    SignedDuration, Timestamp,
    tz::{AmbiguousOffset, TimeZone},
};
use serde::Deserialize;
use serde_json::{Value, json};

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

fn instants(cron: &str, zone: &str) -> Result<Instants, String> {
    let zone = TimeZone::get(zone).map_err(|error| error.to_string())?;
    Ok(Instants::new(Expression::parse(cron)?, zone))
}

#[derive(Deserialize)]
struct After {
    cron: String,
    zone: String,
    after: Timestamp,
    count: usize,
}

pub(crate) fn next(vector: &Vector) -> Result<Outcome, String> {
    let input: After = vector.input()?;
    let instants = instants(&input.cron, &input.zone)?;
    let first = instants.next_after(input.after);
    let next = std::iter::successors(first, |instant| instants.next_after(*instant));
    let next: Vec<_> = next.take(input.count).collect();
    let Some(weekday) = input.cron.strip_suffix("#5") else {
        return Ok(vector.compared_with(&json!({ "next": next })));
    };
    let right = vector.right();
    let right = right["next"].as_array().into_iter().flatten();
    let right = right.filter_map(|instant| instant.as_str()?.parse::<Timestamp>().ok());
    let is_on_it = |instant: &Timestamp| {
        let name = instant.strftime("%a").to_string().to_uppercase();
        weekday.ends_with(&name)
    };
    let on_it: Vec<_> = right.filter(is_on_it).collect();
    different(
        next.starts_with(&on_it) && next.iter().all(is_on_it),
        "a fifth weekday comes in months that have five; a month that has four has none",
    )
}

#[derive(Deserialize)]
struct Written {
    cron: String,
}

pub(crate) fn valid(vector: &Vector) -> Result<Outcome, String> {
    let Written { cron } = vector.input()?;
    let rule = json!({"cron": {"at": cron, "to": 3}});
    let said = Scheduled::new(1, vec![rule]);
    if cron.ends_with("#6") {
        return different(
            said.is_err_and(|wrong| wrong.contains("up to 5")),
            "no month has a weekday six times: it would never come",
        );
    }
    Ok(vector.compared_with(&json!({"valid": said.is_ok()})))
}

#[derive(Deserialize)]
struct Zone {
    zone: Option<String>,
}

pub(crate) fn zone_valid(vector: &Vector) -> Result<Outcome, String> {
    let Zone { zone } = vector.input()?;
    let mut cron = json!({"at": "@daily", "to": 3});
    if let Some(zone) = zone {
        cron["timezone"] = json!(zone);
    }
    let said = Scheduled::new(1, vec![json!({ "cron": cron })]);
    Ok(vector.compared_with(&json!({"valid": said.is_ok()})))
}
