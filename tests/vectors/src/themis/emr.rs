//! One evaluation of a cluster.

mod otherwise;

use decision::Observation;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Subject,
    asked::{Requests, Texts},
    comparison::{Reasons, Right, right, same_values},
    nodes::{Group, Instance, aggregates, observation},
};
use crate::{Outcome, Vector, different};

#[derive(Deserialize)]
struct Input {
    cluster: Cluster,
    config: Config,
    now: Timestamp,
    groups: Vec<Group>,
    nodes: Vec<Instance>,
    #[serde(default)]
    faults: Faults,
}

/// Calls that the service refuses, counted from 1.
#[derive(Default, Deserialize)]
struct Faults {
    #[serde(default)]
    modify_calls: Vec<u32>,
}

#[derive(Deserialize)]
struct Cluster {
    id: String,
    #[serde(rename = "type")]
    engine: Option<String>,
}

#[derive(Deserialize)]
struct Config {
    upscale_expr: String,
    downscale_expr: String,
    time_based_scaling: String,
    autoscaling: bool,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if !input.config.autoscaling {
        return Ok(Outcome::NotApplicable(
            "a target without a policy is not scaled",
        ));
    }
    let right = right(vector);
    let subject = Subject::cluster(&input.cluster.id, input.seen(), input.now);
    let texts = input.texts();
    let dates: Value = serde_json::from_str(&input.config.time_based_scaling).unwrap_or_default();
    if !dates.is_object() {
        let refused = subject.with_dates(dates).decided_with(texts).is_none();
        return different(
            refused,
            "a schedule is checked when it is saved, and cannot make an evaluation fail",
        );
    }
    let subject = subject.with_dates(dates);
    same_values(&subject, &input.aggregates(&right))?;
    let requests = subject.requests(texts);
    let decision = subject.decided_with(texts);
    if let Some(decision) = &decision {
        let (current, desired) = (decision.current.0, decision.desired().0);
        if desired != requests.lead_to(current, 0) {
            return Err(format!("{requests:?} come to {desired}: {decision}"));
        }
    }
    let reasons = Reasons::of(vector, texts, &requests, |text, direction, came| {
        input.reason(text, direction, came)
    });
    Right::of(&right, "requested_nodes").compare(&requests, &reasons)?;
    if let Some(reason) = reasons.first() {
        return Ok(Outcome::Different(reason));
    }
    match decision {
        Some(decision) => input.acted(vector, &right, &requests, decision.desired().0),
        None => refusal(&right),
    }
}

/// Themis met the mistake when it was evaluated.
fn refusal(right: &Value) -> Result<Outcome, String> {
    let nothing = right["calls"].as_array().is_none_or(Vec::is_empty);
    if right["action"] == "N/A" && nothing {
        Ok(Outcome::Passed)
    } else {
        Err("the policy is refused".to_owned())
    }
}

impl Input {
    fn is_presto(&self) -> bool {
        self.cluster.engine.as_deref() == Some("Presto")
    }

    fn seen(&self) -> Observation {
        let nodes = self.nodes.iter();
        let nodes = nodes.filter_map(|node| node.seen(&self.groups, self.is_presto()));
        observation(&nodes.collect::<Vec<_>>())
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            upscale: &self.config.upscale_expr,
            downscale: &self.config.downscale_expr,
        }
    }

    /// What Themis made of the nodes together, unless it took several without a name for one.
    fn aggregates(&self, right: &Value) -> Vec<(String, f64)> {
        if self.nodes.iter().any(|node| node.host.is_none()) {
            return Vec::new();
        }
        aggregates(&self.seen().nodes, &right["aggregates"])
    }

    /// What became of it: the number that is asked for is right.
    fn acted(
        &self,
        vector: &Vector,
        right: &Value,
        requests: &Requests,
        desired: u32,
    ) -> Result<Outcome, String> {
        let corrected = vector.auxo_expected.as_ref();
        let has = |member: &str| corrected.is_some_and(|corrected| corrected.get(member).is_some());
        // Nothing is said of which nodes where Themis asked for another number.
        if has("requested") || has("requested_nodes") {
            return Ok(Outcome::Passed);
        }
        let calls = right["calls"].as_array().map_or(&[][..], Vec::as_slice);
        let task = self.groups_of("TASK");
        match (requests.less(), requests.more(), task.as_slice()) {
            (0, 0, _) if self.is_presto() && self.nodes.iter().any(Instance::has_drained) => {
                Ok(Outcome::NotYet("victims"))
            }
            (0, 0, _) if calls.is_empty() => Ok(Outcome::Passed),
            (0, 0, _) => Err(format!("nothing is asked for, expected {calls:?}")),
            (0, more, [task]) => self.grown(task, more, calls, desired),
            (_, _, [_]) => Ok(Outcome::NotYet("victims")),
            _ => Ok(Outcome::NotYet("groups and fleets")),
        }
    }

    fn groups_of(&self, role: &str) -> Vec<&Group> {
        let groups = self.groups.iter();
        groups.filter(|group| group.role == role).collect()
    }

    /// The only group that Auxo grows has as many as are asked for. A call that the service refuses
    /// asks for no other number.
    fn grown(
        &self,
        task: &Group,
        more: u32,
        calls: &[Value],
        desired: u32,
    ) -> Result<Outcome, String> {
        let there = self.nodes.iter().filter(|node| node.group == task.id);
        let grown = there.count() as u64 + u64::from(more);
        let came = u64::from(desired);
        let right = calls.iter().all(|call| match call["op"].as_str() {
            Some("resize_group") => {
                call["group"] == *task.id && call["count"].as_u64() == Some(came)
            }
            operation => operation == Some("failed") && self.is_refused(),
        });
        if right && grown == came && !calls.is_empty() {
            Ok(Outcome::Passed)
        } else {
            Err(format!("expected {calls:?}, came {desired} of {grown}"))
        }
    }

    fn is_refused(&self) -> bool {
        self.faults.modify_calls.contains(&1)
    }
}
