//! One evaluation: bounds first, then what YARN recommends.

mod difference;
mod input;

use decision::{Action, Observation, Period};
use serde_json::json;

use crate::{
    Outcome, Vector, different,
    periscope_calls::{calls, of_any_machines},
    vector::judged,
    world::{World, at, cluster, numbered, policy},
};
use input::Input;

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if input.draws_on_stopped() {
        return Ok(Outcome::NotApplicable(
            "there is no pool of stopped machines to choose from",
        ));
    }
    let now = at(0);
    let mut world = World::new(policy(&input.document())?);
    let since = input
        .since_last_scaling_ms
        .map(|ms| Period::seconds(ms / 1_000).before(now));
    world.state.scaled_out_at = since;
    let seen = Observation {
        pushed: input.pushed(now).into_iter().collect(),
        members: Some(numbered(input.all(), input.named())),
        ..cluster(input.all(), Vec::new())
    };
    let decision = world.evaluate(&seen, now);
    let to = decision.desired().0;
    if let Some((reason, expected)) = input.difference() {
        return different(to == expected, reason);
    }
    let right = vector.right();
    if let Some(most) = right["desired_at_most"].as_u64() {
        let within = u64::from(to) <= most;
        return Ok(if within {
            Outcome::Passed
        } else {
            judged(&right, &json!(to))
        });
    }
    let scaled = decision.action != Action::Hold;
    let said = json!({"calls": calls(&decision), "cooldown_restarted": scaled});
    Ok(judged(&of_any_machines(&right), &said))
}
