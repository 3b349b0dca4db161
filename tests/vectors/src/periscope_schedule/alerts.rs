//! One evaluation of the alerts that are due.

use decision::Decision;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{WINDOW, change, rule};
use crate::{
    Outcome, Vector, different,
    periscope_calls::{calls, of_any_machines},
    scheduled::Scheduled,
    vector::judged,
    world::numbered,
};

#[derive(Deserialize)]
struct Schedule {
    now: Timestamp,
    alerts: Vec<Alert>,
    nodes: Nodes,
    cluster_nodes: Option<u32>,
    cluster_cap: u32,
    /// `yarn`, or an engine that names no nodes.
    roles: String,
    yarn: Yarn,
}

#[derive(Deserialize)]
struct Alert {
    cron: String,
    zone: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    adjustment: i64,
}

#[derive(Deserialize)]
struct Nodes {
    healthy: u32,
    unhealthy: u32,
    stopped: u32,
    without_host: u32,
}

/// The numbers of the nodes that may go.
#[derive(Deserialize)]
struct Yarn {
    down: Vec<u32>,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Schedule = vector.input()?;
    let right = vector.right();
    let existing = input.existing();
    let wanted = input.desired(input.rules())?;
    let due = input.due()?;
    let largest = due.iter().max().copied();
    if due.first().copied() != largest {
        return different(
            Some(wanted) == largest,
            "of several that are due at once the largest counts, not the first",
        );
    }
    let expected = right["event"]["desired"].as_u64();
    if expected.unwrap_or(existing.into()) != u64::from(wanted) {
        return Err(format!("desired: expected {expected:?}, came {wanted}"));
    }
    let said = json!({"calls": calls(&input.granted()?)});
    Ok(judged(&of_any_machines(&right), &said))
}

impl Schedule {
    fn existing(&self) -> u32 {
        let nodes = &self.nodes;
        nodes.healthy + nodes.unhealthy + nodes.stopped + nodes.without_host
    }

    fn rules(&self) -> Vec<Value> {
        let rules = self.alerts.iter().filter_map(|alert| {
            let change = change(alert.kind.as_deref()?, alert.adjustment);
            Some(rule(&alert.cron, &alert.zone, change))
        });
        rules.collect()
    }

    /// What these ask for where nothing limits it.
    fn desired(&self, rules: Vec<Value>) -> Result<u32, String> {
        let mut scheduled = Scheduled::new(self.existing(), rules)?;
        scheduled.evaluated_at(self.now - WINDOW);
        Ok(scheduled.evaluate(self.now))
    }

    /// What each alert that is due would set alone, in their order.
    fn due(&self) -> Result<Vec<u32>, String> {
        let each = self.rules().into_iter();
        let each = each.map(|rule| self.desired(vec![rule]));
        let mut each: Vec<_> = each.collect::<Result<_, _>>()?;
        each.retain(|desired| *desired != self.existing());
        Ok(each)
    }

    /// Room for the group within the limit of the whole cluster.
    fn cap(&self) -> u32 {
        let existing = self.existing();
        let all = self.cluster_nodes.unwrap_or(existing);
        let others = all.saturating_sub(existing);
        self.cluster_cap.saturating_sub(others).max(existing)
    }

    /// What comes of it within the limit of the cluster. Where YARN names nodes, only those go.
    fn granted(&self) -> Result<Decision, String> {
        let named = &self.yarn.down;
        let is_named = self.roles == "yarn" && !named.is_empty();
        let guards = if is_named {
            json!({"idle": {"only": true}})
        } else {
            json!({})
        };
        let rules = self.rules().into_iter();
        let rules = rules.map(|rule| within(rule, self.cap())).collect();
        let mut scheduled = Scheduled::up_to(self.cap(), self.existing(), rules, guards)?;
        scheduled.members = Some(numbered(self.existing(), named));
        scheduled.evaluated_at(self.now - WINDOW);
        Ok(scheduled.decide(self.now))
    }
}

/// A policy refuses an exact capacity outside its bounds: what there is room for takes its place.
fn within(mut rule: Value, cap: u32) -> Value {
    if let Some(to) = rule["cron"].get_mut("to")
        && let Some(exact) = to.as_u64()
    {
        *to = json!(exact.min(u64::from(cap)));
    }
    rule
}
