//! mo-scaler: workers of a job system, which are started and stopped.

pub(crate) mod auto_head;
pub(crate) mod auto_seed;
mod fleet;
mod less;
pub(crate) mod scale;
pub(crate) mod uptime;
pub(crate) mod verdict;

use decision::Decision;
use serde::Deserialize;
use serde_json::{Value, json};

use self::{fleet::Fleet, less::Less};
use crate::{Outcome, vector::judged};

/// The settings that every command has.
#[derive(Clone, Debug, Deserialize)]
struct Limits {
    #[serde(default)]
    force: bool,
    #[serde(default = "least")]
    min_workers: u32,
    #[serde(default = "most_of_an_hour")]
    idle_uptime_threshold_min: u32,
}

fn least() -> u32 {
    1
}

fn most_of_an_hour() -> u32 {
    50
}

impl Limits {
    /// Workers that are there at least and at most; force does without a least.
    fn bounds(&self, fleet: &Fleet) -> (u32, u32) {
        let most = fleet.most();
        (
            if self.force {
                0
            } else {
                self.min_workers.min(most)
            },
            most,
        )
    }

    /// Only idle workers go, and if `paid` only late in the hour that is paid; force does without.
    fn guards(&self, paid: bool) -> Value {
        let idle = json!({"only": true});
        let billing = json!({
            "period": "1h", "used": format!("{}m", self.idle_uptime_threshold_min)
        });
        match (self.force, paid && self.idle_uptime_threshold_min != 0) {
            (true, _) => json!({}),
            (false, false) => json!({ "idle": idle }),
            (false, true) => json!({"idle": idle, "billing": billing}),
        }
    }
}

/// What a decision starts and stops. There is no pool to start from: new workers are a number.
fn done(decision: &Decision) -> (u32, Vec<String>) {
    let started = decision.desired().0.saturating_sub(decision.current.0);
    (started, decision.victims.clone())
}

/// Compares how many are started and who is stopped with what is right.
fn compared(right: &Value, started: u32, stopped: &[String]) -> Outcome {
    let expected = right["started"].as_array().map_or(0, Vec::len);
    let right = json!({"started": expected, "stopped": right.get("stopped").unwrap_or(&json!([]))});
    judged(&right, &json!({"started": started, "stopped": stopped}))
}
