//! What Periscope's time alerts made of a cluster.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{NAMED_BY_YARN, Outcome, Vector, scheduled::Scheduled};

/// How long an alert looked back.
const WINDOW: SignedDuration = SignedDuration::from_secs(30);
const NOON: &str = "0 0 12 * * ?";

/// The change of a policy, as a rule has it; `None` for one without a change of its own.
fn change(kind: &str, adjustment: i64) -> Option<(&'static str, Value)> {
    let amount = adjustment.unsigned_abs();
    match (kind, adjustment < 0) {
        ("NODE_COUNT", false) => Some(("add", json!(amount))),
        ("NODE_COUNT", true) => Some(("remove", json!(amount))),
        ("PERCENTAGE", false) => Some(("add", json!(format!("{amount}%")))),
        ("PERCENTAGE", true) => Some(("remove", json!(format!("{amount}%")))),
        ("EXACT", _) => Some(("to", json!(adjustment))),
        _ => None,
    }
}

fn rule(cron: &str, zone: &str, change: Option<(&'static str, Value)>) -> Value {
    let mut rule = json!({"at": cron, "timezone": zone});
    if let Some((field, amount)) = change {
        rule[field] = amount;
    }
    json!({ "cron": rule })
}

#[derive(Deserialize)]
struct Target {
    #[serde(rename = "type")]
    kind: String,
    current: u32,
    adjustment: i64,
}

pub(crate) fn target(vector: &Vector) -> Result<Outcome, String> {
    let input: Target = vector.input()?;
    let change = change(&input.kind, input.adjustment);
    let is_none = change.is_none();
    let rules = vec![rule(NOON, "UTC", change)];
    let noon: Timestamp = "2016-01-01T12:00:00Z"
        .parse()
        .map_err(|_| "no noon".to_owned())?;
    let mut scheduled = match Scheduled::new(input.current, rules) {
        Ok(scheduled) => scheduled,
        Err(_) if is_none => {
            return Ok(Outcome::Different("a moment without a change is refused"));
        }
        Err(_) if input.adjustment == 0 || (input.kind == "EXACT" && input.adjustment < 0) => {
            return Ok(Outcome::Different(
                "a change by nothing, or to less than nothing, is refused when it is saved",
            ));
        }
        Err(wrong) => return Err(wrong),
    };
    scheduled.evaluated_at(noon - WINDOW);
    let said = scheduled.evaluate(noon);
    match vector.compared_with(&json!({ "target": said })) {
        Outcome::Failed(_) if input.current == 0 && said == 1 => Ok(Outcome::Different(
            "per cent of nothing are one unit, or a target could never leave it",
        )),
        outcome => Ok(outcome),
    }
}

#[derive(Deserialize)]
struct Schedule {
    now: Timestamp,
    alerts: Vec<Alert>,
    nodes: Nodes,
    cluster_nodes: Option<u32>,
    cluster_cap: u32,
}

#[derive(Deserialize)]
struct Alert {
    cron: String,
    zone: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    adjustment: i64,
}

#[derive(Deserialize)]
struct Nodes {
    healthy: u32,
    unhealthy: u32,
    stopped: u32,
    without_host: u32,
}

impl Schedule {
    fn existing(&self) -> u32 {
        let nodes = &self.nodes;
        nodes.healthy + nodes.unhealthy + nodes.stopped + nodes.without_host
    }

    fn rules(&self) -> Vec<Value> {
        let rules = self.alerts.iter().filter_map(|alert| {
            let change = change(alert.kind.as_deref()?, alert.adjustment);
            Some(rule(&alert.cron, &alert.zone, change))
        });
        rules.collect()
    }

    fn desired(&self, max: u32, rules: Vec<Value>) -> Result<u32, String> {
        let mut scheduled = Scheduled::up_to(max, self.existing(), rules)?;
        scheduled.evaluated_at(self.now - WINDOW);
        Ok(scheduled.evaluate(self.now))
    }

    /// Room for the group within the limit of the whole cluster.
    fn cap(&self) -> u32 {
        let existing = self.existing();
        let others = self
            .cluster_nodes
            .unwrap_or(existing)
            .saturating_sub(existing);
        self.cluster_cap.saturating_sub(others).max(existing)
    }
}

pub(crate) fn schedule(vector: &Vector) -> Result<Outcome, String> {
    let input: Schedule = vector.input()?;
    let right = vector.right();
    let existing = input.existing();
    let wanted = input.desired(1_000_000, input.rules())?;
    let expected = right["event"]["desired"]
        .as_u64()
        .unwrap_or(u64::from(existing));
    if u64::from(wanted) != expected {
        let mut each = Vec::new();
        for rule in input.rules() {
            each.push(input.desired(1_000_000, vec![rule])?);
        }
        let several = 1 < each.iter().filter(|desired| **desired != existing).count();
        return if several && each.iter().max() == Some(&wanted) {
            Ok(Outcome::Different(
                "of several that are due at once the largest counts, not the first",
            ))
        } else {
            Err(format!("desired: expected {expected}, came {wanted}"))
        };
    }
    let calls = right["calls"].as_array().cloned().unwrap_or_default();
    let given = input
        .rules()
        .into_iter()
        .map(|rule| within(rule, input.cap()));
    let granted = input.desired(input.cap(), given.collect())?;
    let counted = |action: &str| {
        let of_action = calls.iter().filter(|call| call["action"] == action);
        of_action
            .filter_map(|call| call["count"].as_u64())
            .sum::<u64>()
    };
    let called = u64::from(existing) + counted("add");
    let called = called.saturating_sub(counted("remove_any") + counted("remove"));
    // Of those that are too many only those go that YARN names.
    if calls.iter().any(|call| call.get("nodes").is_some()) && u64::from(granted) <= called {
        Ok(Outcome::NotYet(NAMED_BY_YARN))
    } else if u64::from(granted) == called {
        Ok(Outcome::Passed)
    } else {
        Err(format!(
            "capacity after the calls: expected {called}, came {granted}"
        ))
    }
}

/// A policy refuses an exact capacity outside its bounds: what there is room for takes its place.
fn within(mut rule: Value, cap: u32) -> Value {
    let to = &mut rule["cron"]["to"];
    match to.as_u64() {
        Some(exact) => *to = json!(exact.min(u64::from(cap))),
        None => {
            if let Some(fields) = rule["cron"].as_object_mut() {
                fields.remove("to");
            }
        }
    }
    rule
}
