//! Numbers that a policy may hold.

use proptest::{prelude::*, strategy::SBoxedStrategy};
use serde_json::Value;

use super::any_of;

/// The examples and the default.
pub(super) fn usual(schema: &Value) -> Vec<Value> {
    let examples = schema["examples"].as_array().cloned().unwrap_or_default();
    examples
        .into_iter()
        .chain(schema.get("default").cloned())
        .collect()
}

/// Most are units, and bounds seldom let there be none.
pub(super) fn integers(schema: &Value) -> SBoxedStrategy<Value> {
    let least = if schema["minimum"] == 1 { 1u32 } else { 2 };
    let any = prop_oneof![least..=6, least..=60].prop_map(Value::from);
    match any_of(usual(schema)) {
        Some(usual) => prop_oneof![1 => usual, 2 => any].sboxed(),
        None => any.sboxed(),
    }
}

/// Most are shares; then there are seconds and numbers of things.
pub(super) fn numbers(schema: &Value) -> SBoxedStrategy<Value> {
    let limit = |field: &str| schema[field].as_f64();
    let most = limit("exclusiveMaximum")
        .or_else(|| limit("maximum"))
        .unwrap_or(100.0);
    let any = prop_oneof![3 => 0.01..most.min(1.0), 1 => 0.01..most.min(100.0)];
    let any = any.prop_map(Value::from);
    match any_of(usual(schema)) {
        Some(usual) => prop_oneof![1 => usual, 4 => any].sboxed(),
        None => any.sboxed(),
    }
}
