//! The switch for metrics of single shards, saved with another value.

use decision::{
    Policy,
    heat::{Heat, SHARD_METRICS, Switch, may_watch},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::right;
use crate::{Outcome, Vector};

#[derive(Deserialize)]
struct Input {
    listener: Saved,
}

#[derive(Deserialize)]
struct Saved {
    old: Value,
    new: Value,
}

/// What is switched when a policy that says the new value follows on one that said the old one.
pub(super) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let Saved { old, new } = vector.input::<Input>()?.listener;
    let before = under(&Heat::default(), &policy(&old)?);
    let sent: Vec<String> = if before.is_watching() {
        SHARD_METRICS.map(str::to_owned).to_vec()
    } else {
        Vec::new()
    };
    let switched = under(&before, &policy(&new)?).to_switch(&sent);
    let op = switched.map(|(switch, _)| match switch {
        Switch::On => "enable_enhanced_monitoring",
        Switch::Off => "disable_enhanced_monitoring",
    });
    let right = right(vector);
    let expected = right["calls"][0]["op"].as_str();
    if op != expected {
        return Err(format!("{op:?} instead of {expected:?}"));
    }
    Ok(match expected {
        None => Outcome::Passed,
        Some(_) => Outcome::Different(
            "three metrics of each shard are paid for, those that are read, not all seven",
        ),
    })
}

/// The words that mean yes are `true`; everything else means no.
fn policy(flag: &Value) -> Result<Policy, String> {
    let on = *flag == json!(true) || *flag == json!("true");
    let document = json!({
        "name": "clicks",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 1, "max": 100},
        "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
        "actuator": {"reshard": {"monitor_shards": if on { "always" } else { "never" }}}
    });
    Policy::parse(&document).map_err(|mistakes| format!("{mistakes:?}"))
}

/// What an evaluation makes of it under a policy that says always or never.
fn under(heat: &Heat, policy: &Policy) -> Heat {
    match (may_watch(policy), heat.is_watching()) {
        (true, false) => heat.watching(&[], Timestamp::UNIX_EPOCH),
        (false, true) => heat.given_up(),
        _ => heat.clone(),
    }
}
