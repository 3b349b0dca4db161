//! One evaluation of a cluster.

use decision::Observation;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Asked, Subject,
    asked::{Requests, Texts},
    comparison::{Right, explained, right, same_values},
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
    let differences = Right::of(&right, "requested_nodes");
    let differences = differences.differences(&requests);
    if !differences.is_empty() {
        return explained(&differences, |came| input.difference(&right, came));
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

    /// Why Auxo may see it otherwise.
    fn difference(&self, right: &Value, came: &Asked) -> Option<&'static str> {
        let texts = self.texts();
        let both = [texts.upscale, texts.downscale];
        if matches!(came, Asked::Units(_)) && both.iter().any(|text| text.contains("nodes.sum.")) {
            return Some("a total is called `sum` too");
        }
        let Asked::Unknown(why) = came else {
            return None;
        };
        let missing = why.strip_suffix(" has no data")?;
        let (namespace, fact) = missing.split_once('.')?;
        if fact == "active" && !self.is_presto() {
            return Some(
                "nobody asks other engines than Presto whether they take work; it is unknown",
            );
        }
        let of_none = right["aggregates"][namespace]["count"]["nodes"] == 0;
        of_none.then_some("of no node nothing is measured: it is unknown, and the rule abstains")
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
        let operation = calls.first().and_then(|call| call["op"].as_str());
        let (less, more) = (requests.less(), requests.more());
        match operation {
            // It is refused by the service, and that is recorded.
            Some("failed") if less == 0 => Ok(Outcome::Passed),
            Some("resize_group") if less == 0 => self.resized(&calls[0], more, desired),
            None if less == 0 && more == 0 => Ok(Outcome::Passed),
            // Of those that were drained before.
            Some("terminate_instances") if less == 0 => Ok(Outcome::NotYet("victims")),
            _ if self.of_role(right).len() != 1
                || right["candidates"] == Value::Array(Vec::new()) =>
            {
                Ok(Outcome::NotYet("groups and fleets"))
            }
            _ => Ok(Outcome::NotYet("victims")),
        }
    }

    /// The groups of the role that Themis changes.
    fn of_role(&self, right: &Value) -> Vec<&Group> {
        let groups = self.groups.iter();
        groups
            .filter(|group| right["acts_on"] == *group.role)
            .collect()
    }

    /// The group that grows has as many as are asked for; if it is the only one, Auxo grows it.
    fn resized(&self, call: &Value, more: u32, desired: u32) -> Result<Outcome, String> {
        let count = call["count"].as_u64();
        let there = self
            .nodes
            .iter()
            .filter(|node| call["group"] == *node.group);
        let grown = u64::try_from(there.count())
            .ok()
            .map(|there| there + u64::from(more));
        let task: Vec<_> = self
            .groups
            .iter()
            .filter(|group| group.role == "TASK")
            .collect();
        match task.as_slice() {
            _ if count != grown => Err(format!("expected {count:?}, came {grown:?}")),
            [only] if call["group"] == *only.id => {
                if count == Some(desired.into()) {
                    Ok(Outcome::Passed)
                } else {
                    Err(format!("expected {count:?}, came {desired}"))
                }
            }
            _ => Ok(Outcome::NotYet("groups and fleets")),
        }
    }
}
