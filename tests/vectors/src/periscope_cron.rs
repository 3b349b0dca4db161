//! When Periscope's cron expressions are due.

mod polls;

use decision::cron::{Expression, Instants};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;

use crate::{Outcome, Vector, different, scheduled::Scheduled};
pub(crate) use polls::{due, old_alert, polls};

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
