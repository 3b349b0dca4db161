//! When Periscope's cron expressions are due.

use decision::cron::{Expression, Instants};
use jiff::{
    SignedDuration, Timestamp,
    tz::{AmbiguousOffset, TimeZone},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Outcome, Vector, scheduled::Scheduled};

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
    let said = json!({ "fires": fires });
    match vector.compared_with(&said) {
        Outcome::Failed(_) if only_the_second_time_is_left_out(vector, &polls, &fires) => Ok(
            Outcome::Different("a time that the clock shows twice comes once, the first time"),
        ),
        outcome => Ok(outcome),
    }
}

fn only_the_second_time_is_left_out(vector: &Vector, polls: &Polls, fires: &[bool]) -> bool {
    let Ok(zone) = TimeZone::get(&polls.zone) else {
        return false;
    };
    let right = vector.right();
    polls
        .now
        .iter()
        .zip(fires)
        .enumerate()
        .all(|(index, (now, fires))| {
            let wall = zone.to_datetime(*now);
            let offset = zone.to_ambiguous_timestamp(wall).offset();
            let second_time = matches!(offset,
            AmbiguousOffset::Fold { after, .. } if after == zone.to_offset(*now));
            right["fires"][index] == *fires || (second_time && !fires)
        })
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
    match vector.compared_with(&json!({ "fires": fires })) {
        Outcome::Failed(_) if fired_early(&polls)? => Ok(Outcome::Different(
            "nothing comes before its time; weekdays count from 0, which is Sunday, not from 1",
        )),
        outcome => Ok(outcome),
    }
}

/// Whether the one poll comes before an instant whose weekday is counted from 1.
fn fired_early(polls: &Polls) -> Result<bool, String> {
    let counted_from_one = polls
        .cron
        .rsplit_once(' ')
        .and_then(|(others, weekday)| Some((others, weekday.parse::<u8>().ok()?.checked_sub(1)?)));
    let (Some((others, weekday)), [now]) = (counted_from_one, polls.now.as_slice()) else {
        return Ok(false);
    };
    let next = instants(&format!("{others} {weekday}"), &polls.zone)?.next_after(*now);
    Ok(next.is_some_and(|next| next <= *now + polls.window() * 2))
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
    let outcome = vector.compared_with(&json!({ "next": next }));
    if matches!(outcome, Outcome::Failed(_)) && names_another_weekday(vector, &input.cron, &next) {
        return Ok(Outcome::Different(
            "a fifth weekday comes in months that have five; a month that has four has none",
        ));
    }
    Ok(outcome)
}

/// Whether the predecessor's instants differ only by one that is not on the weekday asked for.
fn names_another_weekday(vector: &Vector, cron: &str, said: &[Timestamp]) -> bool {
    let Some((_, weekday)) = cron.rsplit_once(' ').filter(|(_, day)| day.contains('#')) else {
        return false;
    };
    let right = vector.right();
    let right = right["next"].as_array().into_iter().flatten();
    let right: Vec<Timestamp> = right
        .filter_map(|instant| instant.as_str()?.parse().ok())
        .collect();
    let on_it = |instant: &&Timestamp| {
        let name = instant.strftime("%a").to_string().to_uppercase();
        weekday.starts_with(&name)
    };
    let on_it: Vec<_> = right.iter().filter(on_it).copied().collect();
    on_it.len() < right.len() && said.starts_with(&on_it)
}

#[derive(Deserialize)]
struct Written {
    cron: String,
}

pub(crate) fn valid(vector: &Vector) -> Result<Outcome, String> {
    let Written { cron } = vector.input()?;
    let rule = json!({"cron": {"at": cron, "to": 3}});
    let said = Scheduled::new(1, vec![rule]);
    let outcome = vector.compared_with(&json!({"valid": said.is_ok()}));
    let sixth = cron.contains("#6") && said.is_err_and(|wrong| wrong.contains("up to 5"));
    if sixth && matches!(outcome, Outcome::Failed(_)) {
        return Ok(Outcome::Different(
            "no month has a weekday six times: it would never come",
        ));
    }
    Ok(outcome)
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
