//! What Periscope's time alerts made of a cluster.

mod alerts;
mod target;

pub(crate) use alerts::judge as schedule;
pub(crate) use target::judge as target;

use jiff::SignedDuration;
use serde_json::{Value, json};

/// How long an alert looked back.
const WINDOW: SignedDuration = SignedDuration::from_secs(30);

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
