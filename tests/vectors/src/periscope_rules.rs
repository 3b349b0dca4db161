//! Periscope's first rule sets: limits without a period, up before down.

mod rule;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Outcome, Vector, different,
    vector::judged,
    world::{World, at, cluster, document, policy, values},
};
use rule::{Rule, Said};

#[derive(Deserialize)]
struct Input {
    min: u32,
    max: u32,
    cooldown_s: u32,
    up: Vec<Rule>,
    down: Vec<Rule>,
    ticks: Vec<Tick>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tick {
    #[serde(rename = "t_ms")]
    t_ms: i64,
    total_nodes: u32,
    #[serde(flatten)]
    metrics: BTreeMap<String, f64>,
}

type Derived = (&'static str, fn(&Tick) -> f64);

/// How Auxo's metrics come from Periscope's.
const METRICS: [Derived; 6] = [
    ("containers_allocated", |tick| {
        tick.metric("containersAllocated")
    }),
    ("containers_pending", |tick| {
        tick.metric("containersPending")
    }),
    ("apps_pending", |tick| tick.metric("appsPending")),
    ("nodes_lost", |tick| tick.metric("lostNodes")),
    ("nodes_unhealthy", |tick| tick.metric("unhealthyNodes")),
    ("memory_utilization", |tick| {
        1.0 - tick.metric("availableMB") / tick.metric("totalMB")
    }),
];

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let mut rules = Vec::new();
    for rule in input.up.iter().chain(&input.down) {
        match rule.said() {
            Said::Rule(rule) => rules.push(rule),
            Said::Nothing => {
                let nothing = json!({"step": {"metric": "apps_pending", "over": 1, "add": 0}});
                let refused = policy(&input.document(vec![nothing])).is_err();
                return different(
                    refused,
                    "a step that changes nothing is refused when it is saved",
                );
            }
            Said::Unknown => {
                let unknown = json!({ rule.rule.as_str(): {"limit": rule.limit} });
                let refused = policy(&input.document(vec![unknown])).is_err();
                return different(refused, "an unknown rule is refused when it is saved");
            }
        }
    }
    let said = input.scaled_to(&input.document(rules.clone()))?;
    if input.several_want_more() {
        let each = rules
            .into_iter()
            .map(|rule| input.scaled_to(&input.document(vec![rule])));
        let each: Vec<_> = each.collect::<Result<_, _>>()?;
        return different(
            each.iter().max() == Some(&said),
            "of several rules the largest size counts, not the first",
        );
    }
    let right = vector.right();
    if let Some(least) = right["scale_to_at_least"].as_array() {
        let enough = said
            .iter()
            .zip(least)
            .all(|(said, least)| least.as_u64() <= Some((*said).into()));
        return Ok(if enough {
            Outcome::Passed
        } else {
            judged(&right, &json!(said))
        });
    }
    Ok(vector.compared_in(&["scale_to"], &json!({ "scale_to": said })))
}

impl Input {
    fn document(&self, rules: Vec<Value>) -> Value {
        let wait = json!({"cooldown": format!("{}s", self.cooldown_s)});
        document(
            (self.min, self.max),
            rules,
            json!({"scale_out": wait, "scale_in": wait}),
        )
    }

    fn several_want_more(&self) -> bool {
        self.ticks.iter().any(|tick| {
            let holds = |rule: &&Rule| rule.limit < tick.metric(rule.watches());
            1 < self.up.iter().filter(holds).count()
        })
    }

    /// The size that is set at each tick, 0 for none.
    fn scaled_to(&self, document: &Value) -> Result<Vec<u32>, String> {
        let mut world = World::new(policy(document)?);
        let mut sizes = Vec::new();
        for tick in &self.ticks {
            let series: Result<_, _> = METRICS
                .iter()
                .map(|(name, value)| values(name, &[(tick.t_ms, value(tick))]))
                .collect();
            let seen = cluster(tick.total_nodes, series?);
            let desired = world.evaluate(&seen, at(tick.t_ms)).desired().0;
            sizes.push(if desired == tick.total_nodes {
                0
            } else {
                desired
            });
        }
        Ok(sizes)
    }
}

impl Tick {
    fn metric(&self, name: &str) -> f64 {
        self.metrics.get(name).copied().unwrap_or_default()
    }
}
