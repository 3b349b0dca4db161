//! The policies that streams live under.

use serde_json::{Value, json};

use crate::world::STREAM;

const RECOMMENDED: &str = include_str!("../../docs/examples/stream.yaml");
const CLICKSTREAM: &str = include_str!("../../docs/examples/clickstream.yaml");

/// One of them, each as likely as the next; `max` is small enough for days to go by quickly.
pub(crate) fn policy(seed: u64) -> Value {
    match seed % 4 {
        0 => of(RECOMMENDED, json!({})),
        1 => of(CLICKSTREAM, json!({})),
        2 => of(RECOMMENDED, json!({"reshard": {"operations": false}})),
        _ => hasty(),
    }
}

fn of(example: &str, actuator: Value) -> Value {
    let mut document: Value = serde_saphyr::from_str(example).unwrap();
    document["targets"]["names"] = json!([STREAM]);
    document["bounds"] = json!({"min": 2, "max": 40});
    document["actuator"] = actuator;
    document
}

/// Follows everything at once, in both directions.
fn hasty() -> Value {
    json!({
        "name": "hasty",
        "targets": {"kind": "kinesis-stream", "names": [STREAM]},
        "bounds": {"min": 3, "max": 30},
        "rules": [{"track": {"metric": "write_utilization", "target": 0.7}}],
        "guards": {
            "scale_in": {"cooldown": "0s", "stabilization": "0s"},
            "missing": {"stale_after": "3m"}
        }
    })
}
