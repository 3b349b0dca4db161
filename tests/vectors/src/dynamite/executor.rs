//! Calls that fail, and when they are made again.

use decision::ActivityEnd;
use serde::Deserialize;
use serde_json::json;

use super::TRIED_AGAIN;
use crate::{Outcome, Vector, different, refusals::Refusals, world::Answer};

/// The pause after a call that was refused.
const PAUSE_S: i64 = 120;

#[derive(Deserialize)]
struct Input {
    outcomes: Vec<String>,
}

/// One change, until it is accepted.
pub(crate) fn executor(vector: &Vector) -> Result<Outcome, String> {
    let Input { outcomes } = vector.input()?;
    if outcomes.iter().any(|outcome| outcome == "nothing_created") {
        let mut refusals = Refusals::new()?;
        refusals.next_try(Answer::None)?;
        let came = matches!(refusals.end(), Some(ActivityEnd::Settled { .. }));
        return Ok(vector.compared_with(&json!({ "response_success": came })));
    }
    let refused = outcomes.iter().filter(|outcome| *outcome != "ok").count();
    judged(vector, refused)
}

#[derive(Deserialize)]
struct Retry {
    tries: usize,
    succeeds_at_attempt: Option<usize>,
}

/// The pauses alone.
pub(crate) fn retry(vector: &Vector) -> Result<Outcome, String> {
    let input: Retry = vector.input()?;
    let refused = input.succeeds_at_attempt.map_or(input.tries, |it| it - 1);
    judged(vector, refused)
}

fn judged(vector: &Vector, refused: usize) -> Result<Outcome, String> {
    let mut refusals = Refusals::new()?;
    let mut waits = Vec::new();
    for attempt in 0..=refused {
        let answer = if attempt < refused {
            Answer::Refused
        } else {
            Answer::Accepted
        };
        waits.push(refusals.next_try(answer)?);
    }
    let waits = waits.get(1..).unwrap_or_default();
    if refused == 0 {
        let said = json!({
            "attempts": 1, "waits_s": waits, "success": true, "response_success": true,
            "gave_up": false
        });
        return Ok(vector.compared_with(&said));
    }
    different(waits.iter().all(|wait| *wait == Some(PAUSE_S)), TRIED_AGAIN)
}
