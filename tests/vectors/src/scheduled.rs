//! A cluster without metrics under rules that go by time alone.

use decision::{Action, Capacity, Observation, Policy, ScalingState, decide};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) struct Scheduled {
    policy: Policy,
    pub(crate) capacity: u32,
    state: ScalingState,
}

impl Scheduled {
    /// A cluster of so many nodes; an error is what is wrong with the rules.
    pub(crate) fn new(capacity: u32, rules: Vec<Value>) -> Result<Self, String> {
        Self::up_to(Capacity::MAX.0, capacity, rules)
    }

    pub(crate) fn up_to(max: u32, capacity: u32, rules: Vec<Value>) -> Result<Self, String> {
        let document = json!({
            "name": "vector",
            "targets": {"kind": "emr-cluster", "names": ["j-VECTOR"]},
            "bounds": {"min": 0, "max": max},
            "rules": rules,
            "guards": {"scale_in": {"cooldown": "0s", "stabilization": "0s"}},
        });
        let policy = Policy::parse(&document);
        Ok(Self {
            policy: policy.map_err(|mistakes| format!("{mistakes:?}"))?,
            capacity,
            state: ScalingState::default(),
        })
    }

    /// It was evaluated before.
    pub(crate) fn evaluated_at(&mut self, before: Timestamp) {
        self.state.evaluated_at = Some(before);
    }

    /// The capacity that is decided; it is there at once.
    pub(crate) fn evaluate(&mut self, now: Timestamp) -> u32 {
        let seen = Observation {
            capacity: Capacity(self.capacity),
            ..Observation::default()
        };
        let decision = decide(&self.policy, &seen, &self.state, now);
        self.state = self.state.remembering(&self.policy, &decision, now);
        if let Action::ScaleTo(desired) = decision.action {
            self.capacity = desired.0;
        }
        self.capacity
    }
}
