//! Periscope's alarms: a condition that was true for more than a period changes the size.

mod alarm;
mod model;
mod tick;

use decision::{Action, Combined, Decision, Series};
use serde::Deserialize;
use serde_json::{Value, json};

use self::{alarm::Alarm, model::Differences, tick::Tick};
use crate::{
    Outcome, Vector,
    compare::{agrees, without},
    different,
    vector::judged,
    world::{World, at, cluster, document, milliseconds, policy, values},
};

#[derive(Deserialize)]
struct Input {
    cluster: Cluster,
    alarms: Vec<Alarm>,
    ticks: Vec<Tick>,
}

#[derive(Deserialize)]
struct Cluster {
    min: u32,
    max: u32,
    cooldown_min: u32,
}

/// Minutes that a step can look back.
const LONGEST_MIN: u32 = 180;

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let document = input.document();
    let refused = |reason| different(policy(&document).is_err(), reason);
    if input
        .alarms
        .iter()
        .any(|alarm| LONGEST_MIN < alarm.period_min)
    {
        return refused("nothing is watched for longer than three hours");
    }
    if input.alarms.iter().any(Alarm::is_the_wrong_way_round) {
        return refused("more load never asks for less, nor less load for more");
    }
    let said = input.said()?;
    if vector.defect.is_some() {
        let right = without(vector.right(), "emails");
        return Ok(judged(&right, &said));
    }
    let predecessor = model::run(&input, Differences::default());
    agrees(&without(vector.expected.clone(), "emails"), &predecessor)
        .map_err(|difference| format!("the model is not what Periscope did: {difference}"))?;
    let documented = model::run(&input, Differences::all());
    if documented == predecessor {
        return Ok(judged(&predecessor, &said));
    }
    agrees(&documented, &said).map_err(|difference| difference.to_string())?;
    let mut each = Differences::each().into_iter();
    let first = each.find(|(differences, _)| model::run(&input, *differences) != predecessor);
    first
        .map(|(_, reason)| Outcome::Different(reason))
        .ok_or_else(|| "no difference explains it".to_owned())
}

impl Input {
    /// Alarms that only send mail are rules in shadow.
    fn document(&self) -> Value {
        let wait = json!({"cooldown": format!("{}m", self.cluster.cooldown_min)});
        let guards = json!({"scale_out": wait, "scale_in": wait});
        let rules = self.alarms.iter().map(Alarm::rule).collect();
        document((self.cluster.min, self.cluster.max), rules, guards)
    }

    /// What Auxo decides at each tick.
    fn said(&self) -> Result<Value, String> {
        let mut world = World::new(policy(&self.document())?);
        let (mut ticks, mut decisions) = (Vec::new(), Vec::new());
        let mut last_scaling: Option<i64> = None;
        for (index, tick) in self.ticks.iter().enumerate() {
            let seen = cluster(tick.total_nodes, self.measured(index)?);
            let decision = world.evaluate(&seen, at(tick.t_ms));
            let scaled = decision.action != Action::Hold;
            if scaled {
                last_scaling = Some(tick.t_ms);
                decisions.push(json!({"tick": index, "to": decision.desired()}));
            }
            ticks.push(self.told(&decision, scaled, last_scaling));
        }
        Ok(json!({"ticks": ticks, "decisions": decisions}))
    }

    /// A tick as its record tells it.
    fn told(&self, decision: &Decision, scaled: bool, last_scaling: Option<i64>) -> Value {
        let findings = decision.rules.iter().map(|verdict| json!(verdict.finding));
        let findings: Vec<_> = findings.map(|finding| finding["step"].clone()).collect();
        let each = || self.alarms.iter().zip(&findings);
        let hits = each().filter(|(_, finding)| finding["reached"] == true);
        let since = each().map(|(alarm, finding)| {
            // A change of size starts everything anew.
            let since = finding["since"].as_str().filter(|_| !scaled);
            (alarm.name.clone(), json!(since.and_then(milliseconds)))
        });
        let alarm = match decision.combined {
            Combined::Largest { rule, capacity } if capacity != decision.current => {
                self.alarms.get(rule).map(|alarm| &alarm.name)
            }
            _ => None,
        };
        let scaling = json!({
            "alarm": alarm, "from": decision.current, "to": decision.desired()
        });
        json!({
            "hits": hits.map(|(alarm, _)| &alarm.name).collect::<Vec<_>>(),
            "scaling": scaled.then_some(scaling).into_iter().collect::<Vec<_>>(),
            "since_ms": since.collect::<serde_json::Map<_, _>>(),
            "last_scaling_ms": last_scaling,
        })
    }

    /// Everything that was measured until a tick.
    fn measured(&self, until: usize) -> Result<Vec<Series>, String> {
        let mut measures: Vec<_> = self.alarms.iter().map(|alarm| alarm.metric).collect();
        measures.dedup();
        let seen = self.ticks.iter().take(until + 1);
        let series = measures.into_iter().map(|measure| {
            let point = |tick: &Tick| {
                (
                    tick.t_ms,
                    measure.as_auxo_has_it(tick.metrics.value(measure)),
                )
            };
            values(measure.name(), &seen.clone().map(point).collect::<Vec<_>>())
        });
        series.collect()
    }
}
