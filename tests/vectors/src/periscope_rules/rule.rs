//! A rule of Periscope, and what it is in Auxo.

use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct Rule {
    pub(super) rule: String,
    pub(super) limit: f64,
    adjustment: Option<u32>,
}

/// A rule as Auxo has it.
pub(super) enum Said {
    Rule(Value),
    /// It would change nothing.
    Nothing,
    Unknown,
}

impl Rule {
    pub(super) fn said(&self) -> Said {
        let limit = self.limit;
        let step = |metric, limited: Value, adjusted: &str, amount| {
            let mut step = json!({ "metric": metric });
            if let (Value::Object(step), Value::Object(limited)) = (&mut step, limited) {
                step.extend(limited);
                step.insert(adjusted.to_owned(), json!(amount));
            }
            Said::Rule(json!({ "step": step }))
        };
        let added = |waiting: &str, per_unit: Value| {
            let backlog = json!({"waiting": waiting, "per_unit": per_unit, "added": true});
            Said::Rule(json!({ "backlog": backlog }))
        };
        match (self.rule.as_str(), self.adjustment) {
            ("pendingContainers", Some(more)) => {
                step("containers_pending", json!({"over": limit}), "add", more)
            }
            ("pendingApps", Some(more)) => {
                step("apps_pending", json!({"over": limit}), "add", more)
            }
            ("lostNodes", Some(more)) => step("nodes_lost", json!({"over": limit}), "add", more),
            ("unhealthyNodes", Some(more)) => {
                step("nodes_unhealthy", json!({"over": limit}), "add", more)
            }
            // A small free share is a large used one.
            ("resourcesBelow", Some(more)) => step(
                "memory_utilization",
                json!({"over": 1.0 - limit}),
                "add",
                more,
            ),
            ("resourcesAbove", Some(less)) => step(
                "memory_utilization",
                json!({"under": 1.0 - limit}),
                "remove",
                less,
            ),
            ("forceNodeCount", _) => {
                let nodes = json!(limit.to_string().parse::<u32>().unwrap_or_default());
                Said::Rule(json!({"schedule": {"min": nodes, "max": nodes}}))
            }
            // One more for so many that wait as each has, or for each that is gone.
            ("pendingContainers", None) => {
                added("containers_pending", json!("containers_allocated"))
            }
            ("lostNodes", None) => added("nodes_lost", json!(1)),
            ("unhealthyNodes", None) => added("nodes_unhealthy", json!(1)),
            ("pendingApps" | "resourcesBelow" | "resourcesAbove", None) => Said::Nothing,
            _ => Said::Unknown,
        }
    }

    /// The metric of Periscope that it looks at.
    pub(super) fn watches(&self) -> &'static str {
        match self.rule.as_str() {
            "pendingContainers" => "containersPending",
            "pendingApps" => "appsPending",
            "lostNodes" => "lostNodes",
            "unhealthyNodes" => "unhealthyNodes",
            _ => "",
        }
    }
}
