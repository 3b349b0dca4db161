//! Periscope's scaling by the recommendations of YARN: the length of its cooldowns.

use decision::{Action, Period};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Outcome, Vector,
    world::{MEASURED, World, at, cluster, document, policy, values},
};

#[derive(Deserialize)]
struct Cooldown {
    cooldown_min: Option<u32>,
    up_cooldown_min: Option<u32>,
    down_cooldown_min: Option<u32>,
}

/// How long one direction waits after a change, and how often is looked.
pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Cooldown = vector.input()?;
    let common = input.cooldown_min.unwrap_or(2);
    let up = input.up_cooldown_min.unwrap_or(common);
    let down = input.down_cooldown_min.unwrap_or(common);
    let waits = |step, guards| {
        let mut document = document((0, 100), vec![json!({ "step": step })], guards);
        document["evaluate"] = json!({"every": format!("{}m", up.min(down))});
        let policy = policy(&document)?;
        let every = policy.every;
        let mut world = World::new(policy);
        world.state.scaled_out_at = Some(at(0));
        let seen = cluster(5, vec![values(MEASURED, &[(0, 5.0)])?]);
        let decision = world.evaluate(&seen, at(0));
        let until = decision.until.filter(|_| decision.action == Action::Hold);
        let until = until.ok_or("nothing waits")?;
        Ok::<_, String>((Period::between(at(0), until), every))
    };
    let wait = |minutes: u32| json!({"cooldown": format!("{minutes}m")});
    let out = json!({"metric": MEASURED, "over": 0, "add": 1});
    let (up, every) = waits(out, json!({"scale_out": wait(up)}))?;
    let less = json!({"metric": MEASURED, "under": 10, "remove": 1});
    let (down, _) = waits(less, json!({"scale_in": wait(down)}))?;
    let milliseconds = |length: Period| u64::from(length.as_seconds()) * 1_000;
    Ok(vector.compared_with(&json!({
        "polling_ms": milliseconds(every),
        "up_ms": milliseconds(up),
        "down_ms": milliseconds(down)
    })))
}
