//! Clusters that fail: Periscope let five failures suspend one.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Outcome, Vector, compare::agrees, different, refusals::Refusals, world::Answer};

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

/// So many failures suspended a cluster.
const TOO_MANY: u32 = 5;

/// A cluster is running after an event if the next change is asked for as ever.
pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let runs = input.runs()?;
    let suspends = input.suspends();
    if !suspends.contains(&true) {
        return Ok(vector.compared_with(&states(runs.iter().map(|runs| !runs))));
    }
    agrees(&vector.right(), &states(suspends.into_iter()))
        .map_err(|difference| format!("the model is not what is right: {difference}"))?;
    different(
        runs.iter().all(|runs| *runs),
        "nothing is suspended: what fails is tried again, and told",
    )
}

fn states(suspended: impl Iterator<Item = bool>) -> Value {
    let state = |suspended| if suspended { "SUSPENDED" } else { "RUNNING" };
    json!({"states": suspended.map(state).collect::<Vec<_>>()})
}

impl Input {
    /// Whether Auxo asks for the next change after each event.
    fn runs(&self) -> Result<Vec<bool>, String> {
        let mut refusals = Refusals::new()?;
        let mut runs = Vec::new();
        for event in &self.events {
            runs.push(match event {
                Event::Failure | Event::Forbidden => refusals.next_try(Answer::Refused)?.is_some(),
                Event::Success => refusals.next_try(Answer::Accepted)?.is_some(),
                Event::Restart | Event::Resume => true,
            });
        }
        // What an event leads to shows at the next one.
        runs.push(refusals.next_try(Answer::Accepted)?.is_some());
        Ok(runs.split_off(1))
    }

    /// Whether Periscope has suspended the cluster after each event, had a success begun its count
    /// anew.
    fn suspends(&self) -> Vec<bool> {
        let (mut failures, mut counts, mut suspended) = (0, true, false);
        let after = |event: &Event| {
            match event {
                Event::Failure | Event::Forbidden if counts => failures += 1,
                Event::Failure | Event::Forbidden => {}
                Event::Success => (failures, counts) = (0, true),
                Event::Restart => counts = false,
                Event::Resume => suspended = false,
            }
            if failures == TOO_MANY {
                (failures, suspended) = (0, true);
            }
            suspended
        };
        self.events.iter().map(after).collect()
    }
}
