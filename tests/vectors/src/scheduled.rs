//! A cluster without metrics under rules that go by time alone.

use decision::{Capacity, Decision, Member, Observation, Policy, ScalingState, decide};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::{document, policy};

pub(crate) struct Scheduled {
    policy: Policy,
    pub(crate) capacity: u32,
    /// Nobody looks at the nodes unless they are given.
    pub(crate) members: Option<Vec<Member>>,
    state: ScalingState,
}

impl Scheduled {
    /// A cluster of so many nodes; an error is what is wrong with the rules.
    pub(crate) fn new(capacity: u32, rules: Vec<Value>) -> Result<Self, String> {
        Self::up_to(Capacity::MAX.0, capacity, rules, json!({}))
    }

    pub(crate) fn up_to(
        max: u32,
        capacity: u32,
        rules: Vec<Value>,
        guards: Value,
    ) -> Result<Self, String> {
        Ok(Self {
            policy: policy(&document((0, max), rules, guards))?,
            capacity,
            members: None,
            state: ScalingState::default(),
        })
    }

    /// It was evaluated before.
    pub(crate) fn evaluated_at(&mut self, before: Timestamp) {
        self.state.evaluated_at = Some(before);
    }

    /// The capacity that is decided; it is there at once.
    pub(crate) fn evaluate(&mut self, now: Timestamp) -> u32 {
        self.decide(now).desired().0
    }

    pub(crate) fn decide(&mut self, now: Timestamp) -> Decision {
        let seen = Observation {
            capacity: Capacity(self.capacity),
            members: self.members.clone(),
            ..Observation::default()
        };
        let decision = decide(&self.policy, &seen, &self.state, now);
        self.state = self.state.remembering(&self.policy, &decision, now);
        self.capacity = decision.desired().0;
        decision
    }
}
