//! What a service asks for.

use decision::{Capacity, Decision};
use serde_json::{Value, json};

use super::Direction;
use crate::world::Answer;

/// A change of one service that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) t_ms: i64,
    /// The message after whose sample it was; none at the start.
    pub(super) message: Option<usize>,
    pub(super) service: String,
    pub(super) direction: Direction,
    /// How many instances come or go.
    pub(super) units: u32,
    pub(super) victims: Vec<String>,
    pub(super) answer: Answer,
}

impl Sent {
    pub(super) fn of(
        decision: &Decision,
        message: Option<usize>,
        service: &str,
        t_ms: i64,
        answer: Answer,
    ) -> Self {
        let more = decision.current < decision.desired();
        Self {
            t_ms,
            message,
            service: service.to_owned(),
            direction: if more { Direction::Up } else { Direction::Down },
            units: decision.desired().0.abs_diff(decision.current.0),
            victims: decision.victims.clone(),
            answer,
        }
    }

    /// A request for each instance, as Dynamite sends them.
    pub(super) fn requests(&self) -> impl Iterator<Item = Value> {
        (0..self.units as usize).map(|index| {
            json!({
                "command": self.direction.command(), "service": self.service,
                "instance": self.victims.get(index)
            })
        })
    }
}

/// How many instances a decision changes.
pub(super) fn units(decision: &Decision) -> usize {
    let Capacity(current) = decision.current;
    usize::try_from(decision.desired().0.abs_diff(current)).unwrap_or(usize::MAX)
}
