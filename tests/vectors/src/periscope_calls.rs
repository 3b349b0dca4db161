//! The calls that a resize comes to in Periscope, and those that a decision stands for.

use std::cmp::Ordering;

use decision::{Capacity, Decision};
use serde_json::{Value, json};

use crate::world::numbers;

/// So many nodes come, or those go that are numbered.
pub(crate) fn calls(decision: &Decision) -> Value {
    let (Capacity(from), Capacity(to)) = (decision.current, decision.desired());
    match to.cmp(&from) {
        Ordering::Greater => json!([{"action": "add", "count": to - from}]),
        Ordering::Less => {
            json!([{"action": "remove", "count": from - to, "nodes": numbers(decision)}])
        }
        Ordering::Equal => json!([]),
    }
}

/// What is right of calls, whether machines are made or started, and of what comes with them.
pub(crate) fn of_any_machines(right: &Value) -> Value {
    let mut right = right.clone();
    for call in right["calls"].as_array_mut().into_iter().flatten() {
        let action = match call["action"].as_str() {
            Some("start") => "add",
            Some("stop" | "remove_any") => "remove",
            _ => continue,
        };
        call["action"] = json!(action);
    }
    if let Value::Object(all) = &mut right {
        all.retain(|name, _| ["calls", "cooldown_restarted"].contains(&name.as_str()));
    }
    right
}
