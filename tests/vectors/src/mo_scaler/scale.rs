//! One command: so many more, so many fewer, or exactly so many.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fleet, Less, Limits, compared, done};
use crate::{
    Outcome, Vector, different,
    world::{MEASURED, World, at, document, policy, values},
};

#[derive(Deserialize)]
struct Input {
    command: Command,
    n: u32,
    #[serde(default)]
    scale_available: bool,
    #[serde(flatten)]
    limits: Limits,
    #[serde(default = "yes")]
    job_system_online: bool,
    instances: Fleet,
    /// Instances whose calls fail.
    #[serde(default)]
    stop_fails: Vec<String>,
    #[serde(default)]
    start_fails: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Command {
    Up,
    Down,
    To,
    /// As the automatic mode has it: as many as may, late in the hour that is paid.
    AutoDown,
}

fn yes() -> bool {
    true
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if !input.stop_fails.is_empty() || !input.start_fails.is_empty() {
        return Ok(Outcome::NotApplicable(
            "another system's calls for each machine",
        ));
    }
    let fleet = &input.instances;
    let (size, most) = (fleet.size(), fleet.most());
    let n = input.n;
    let (step, wanted) = match input.command {
        Command::Up => (json!({"over": 0, "add": n}), size.saturating_add(n)),
        Command::To if size < n => (json!({"over": 0, "to": n}), n),
        Command::To => (json!({"under": 10, "to": n}), n),
        Command::Down | Command::AutoDown => {
            (json!({"under": 10, "remove": n}), size.saturating_sub(n))
        }
    };
    let policy = policy(&input.document(step));
    if n == 0 && input.command != Command::To {
        let reason = "a step that changes nothing is refused when it is saved";
        return different(policy.is_err(), reason);
    }
    let now = at(0);
    let seen = fleet.seen(
        input.job_system_online,
        vec![values(MEASURED, &[(0, 5.0)])?],
        now,
    );
    let decision = World::new(policy?).evaluate(&seen, now);
    let (started, stopped) = done(&decision);
    if size < wanted {
        if most < wanted && !input.scale_available {
            return different(
                size + started == most,
                "what cannot be had whole is had in part",
            );
        }
        if wanted < most {
            let reason = "there is no pool of stopped machines to choose from";
            let enough = size + started == wanted;
            return enough
                .then_some(Outcome::NotApplicable(reason))
                .ok_or("not enough".to_owned());
        }
        return Ok(compared(&vector.right(), started, &stopped));
    }
    let less = input.less();
    let leaving = size - wanted;
    let asked = if input.command == Command::Down {
        n
    } else {
        leaving
    };
    let reason = if input.command != Command::AutoDown && size.saturating_sub(less.to(size)) < asked
    {
        Some("what cannot be had whole is had in part")
    } else {
        less.difference(leaving)
    };
    match reason {
        Some(reason) => different(decision.desired().0 == less.to(leaving), reason),
        None => Ok(compared(&vector.right(), started, &stopped)),
    }
}

impl Input {
    fn document(&self, mut step: Value) -> Value {
        step["metric"] = json!(MEASURED);
        let guards = self.limits.guards(self.command == Command::AutoDown);
        let bounds = self.limits.bounds(&self.instances);
        document(bounds, vec![json!({ "step": step })], guards)
    }

    fn less(&self) -> Less<'_> {
        Less {
            fleet: &self.instances,
            limits: &self.limits,
            paid: self.command == Command::AutoDown,
            work_is_known: self.job_system_online,
        }
    }
}
