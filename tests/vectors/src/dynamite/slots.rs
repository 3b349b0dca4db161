//! Which instance comes and goes, by its number, and what is attached to it.

use decision::{Capacity, Observation, Other, TargetId, TargetKind};
use serde::Deserialize;
use serde_json::{Value, json};

use super::BOUNDS;
use crate::{
    Outcome, Vector, different,
    world::{World, at, cluster, document, policy},
};

#[derive(Deserialize)]
struct Input {
    service: Service,
    ops: Vec<Op>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    attached: Vec<Value>,
}

#[derive(Deserialize)]
struct Op {
    op: Step,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    Up,
    Down,
}

const PARENT: &str = "j-PARENT";

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if input.service.attached.is_empty() {
        return Ok(Outcome::NotApplicable(
            "an instance is named by its own service: there are no numbers to give out",
        ));
    }
    let follows = input.follows()?;
    if input.ops.iter().any(|op| op.op == Step::Down) {
        let reason = "what is attached goes after its parent has gone, as it comes after it";
        return different(follows, reason);
    }
    Ok(if follows {
        Outcome::Passed
    } else {
        Outcome::Failed("what is attached does not come after its parent".to_owned())
    })
}

impl Input {
    /// Does a target that follows its parent change after it, and as far?
    fn follows(&self) -> Result<bool, String> {
        let rule = json!({"follow": {"kind": "emr-cluster", "name": PARENT, "order": "after"}});
        let mut world = World::new(policy(&document(BOUNDS, vec![rule], json!({})))?);
        let mut parent = 0_u32;
        for (index, op) in (1..).zip(&self.ops) {
            let to = match op.op {
                Step::Up => parent + 1,
                Step::Down => parent.saturating_sub(1),
            };
            let minute = 60_000 * index;
            let mut attached = |capacity: u32, t_ms: i64| {
                let seen = Observation {
                    others: vec![other(capacity, to, t_ms)],
                    ..cluster(parent, Vec::new())
                };
                world.evaluate(&seen, at(t_ms)).desired().0
            };
            // While the parent is on its way, and when it has arrived.
            if attached(parent, minute) != parent || attached(to, minute + 30_000) != to {
                return Ok(false);
            }
            parent = to;
        }
        Ok(true)
    }
}

fn other(capacity: u32, desired: u32, t_ms: i64) -> Other {
    Other {
        target: TargetId {
            kind: TargetKind::EmrCluster,
            name: PARENT.to_owned(),
        },
        units: Capacity(capacity),
        desired: Capacity(desired),
        at: at(t_ms),
    }
}
