//! A case for the facts beside the guards: a stream at noon with bounds of 2 to 64.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, Restraint, restrain};
use crate::{
    Bounds, Capacity, Member, Mistake, Observation, Period, Policy, Recommendations, ScalingState,
    View, member::tests::node, rules::Need,
};

pub(crate) use crate::rules::tests::noon;

pub(crate) struct Case {
    pub(crate) policy: Policy,
    pub(crate) seen: Observation,
    /// The bounds in force.
    pub(crate) bounds: Bounds,
    pub(crate) on_the_way: Option<Capacity>,
    pub(crate) kept: Option<Capacity>,
    pub(crate) blind_since: Option<Timestamp>,
    pub(crate) state: ScalingState,
    recommendations: Vec<(Timestamp, Capacity)>,
}

fn policy(guards: &Value) -> Result<Policy, Vec<Mistake>> {
    Policy::parse(&json!({
        "name": "case",
        "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 2, "max": 64},
        "rules": [{"track": {"metric": "write_utilization", "target": 0.6}}],
        "guards": guards,
    }))
}

/// What is wrong with these guards in a policy.
pub(crate) fn mistakes(guards: Value) -> Vec<String> {
    let wrong = policy(&guards).err().unwrap_or_default();
    wrong.iter().map(ToString::to_string).collect()
}

impl Case {
    pub(crate) fn new(current: u32, guards: Value) -> Self {
        let policy = policy(&guards).unwrap();
        Self {
            bounds: policy.bounds,
            policy,
            seen: Observation {
                capacity: Capacity(current),
                ..Observation::default()
            },
            on_the_way: None,
            kept: None,
            blind_since: None,
            state: ScalingState::default(),
            recommendations: Vec::new(),
        }
    }

    /// A unit for each node, which serves, is idle and came up so many minutes ago; nothing else
    /// than these guards holds scaling in.
    pub(crate) fn of_nodes(guards: Value, minutes: &[u32]) -> Self {
        let nodes = minutes.iter().enumerate();
        let nodes = nodes.map(|(index, minutes)| node(&format!("n{index}"), *minutes));
        let mut case = Self::new(u32::try_from(minutes.len()).unwrap(), at_once(guards));
        case.seen.members = Some(nodes.collect());
        case
    }

    /// The nodes, in their order.
    pub(crate) fn nodes(&mut self) -> impl Iterator<Item = &mut Member> {
        self.seen.members.iter_mut().flatten()
    }

    /// The rules recommended this earlier.
    pub(crate) fn recommended(&mut self, at: Timestamp, capacity: u32) {
        self.recommendations.push((at, Capacity(capacity)));
        self.recommendations.sort_unstable();
    }

    /// What the guards make of a recommendation at noon.
    pub(crate) fn restrained(&self, recommended: u32) -> (Capacity, Vec<Restraint>) {
        self.asked(recommended, |context| {
            restrain(context, Capacity(recommended))
        })
    }

    /// The nodes that may be chosen to go at noon.
    pub(crate) fn free_to_go(&self) -> Vec<String> {
        self.asked(0, |context| {
            context.free_to_go().map(|node| node.id.clone()).collect()
        })
    }

    /// What the policy looks at.
    pub(crate) fn needs(&self) -> Vec<Need> {
        self.policy.guards.needs().collect()
    }

    fn asked<T>(&self, recommended: u32, ask: impl FnOnce(&Context<'_>) -> T) -> T {
        let mut recommendations = Recommendations::default();
        for (at, capacity) in &self.recommendations {
            recommendations.remember(*at, *capacity, Period::MAX);
        }
        recommendations.remember(noon(), Capacity(recommended), Period::MAX);
        let context = Context {
            policy: &self.policy,
            view: View::new(&self.seen, &self.state, noon()),
            on_the_way: self.on_the_way,
            bounds: self.bounds,
            kept: self.kept,
            blind_since: self.blind_since,
            recommendations: &recommendations,
        };
        ask(&context)
    }

    /// What the guard of that name says of a recommendation.
    pub(crate) fn word(&self, guard: &str, recommended: u32) -> String {
        self.restraint(guard, recommended).to_string()
    }

    /// When the guard of that name may say something else of a recommendation.
    pub(crate) fn until(&self, guard: &str, recommended: u32) -> Option<Timestamp> {
        self.restraint(guard, recommended).until()
    }

    fn restraint(&self, guard: &str, recommended: u32) -> Restraint {
        let (_, restraints) = self.restrained(recommended);
        let mut restraints = restraints.into_iter();
        restraints.find(|said| said.guard.name() == guard).unwrap()
    }
}

/// These guards, with nothing else that holds scaling in.
pub(crate) fn at_once(mut guards: Value) -> Value {
    guards["scale_in"] = json!({"cooldown": "0s", "stabilization": "0s"});
    guards
}
