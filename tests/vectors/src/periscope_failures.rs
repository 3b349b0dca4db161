//! Clusters that fail: Periscope let five failures suspend one.

use serde::Deserialize;
use serde_json::json;

use crate::{Outcome, Vector, different, refusals::Refusals, world::Answer};

#[derive(Deserialize)]
struct Input {
    events: Vec<Event>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Failure,
    Forbidden,
    Success,
    /// Of the service; what is remembered is kept.
    Restart,
    /// By hand.
    Resume,
}

/// A cluster is running after an event if the next change is asked for as ever.
pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let mut refusals = Refusals::new()?;
    let mut states = Vec::new();
    for event in &input.events {
        let answer = match event {
            Event::Failure | Event::Forbidden => Answer::Refused,
            Event::Success => Answer::Accepted,
            Event::Restart | Event::Resume => {
                states.push(true);
                continue;
            }
        };
        states.push(refusals.next_try(answer)?.is_some());
    }
    // What an event leads to shows at the next one.
    states.push(refusals.next_try(Answer::Accepted)?.is_some());
    let said = states.iter().skip(1);
    let said: Vec<_> = said
        .map(|runs| if *runs { "RUNNING" } else { "SUSPENDED" })
        .collect();
    let said = json!({ "states": said });
    match vector.compared_with(&said) {
        Outcome::Failed(_) => different(
            states.iter().all(|runs| *runs),
            "nothing is suspended: what fails is tried again, and told",
        ),
        outcome => Ok(outcome),
    }
}
