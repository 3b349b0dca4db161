//! Alarms of one service over several instances, each with samples of its own.

use std::collections::BTreeMap;

use decision::{Capacity, Direction as Way, Member, Observation, Stage, Work};
use serde_json::json;

use super::{
    BOUNDS, Direction, RUNNING,
    model::{Act, Sample, Watch, alone, anew},
};
use crate::world::{World, at, cluster, document, policy, values};

/// What alarms come to on samples as they came.
pub(super) struct Compared {
    /// What Auxo does.
    pub(super) said: Vec<Act>,
    /// What Dynamite did, without its defects.
    pub(super) known: Vec<Act>,
    /// What it comes to when after a change everything begins anew.
    pub(super) documented: Vec<Act>,
}

impl Compared {
    pub(super) fn of(watches: &[Watch<'_>], samples: &[Sample<'_>]) -> Result<Self, String> {
        let mut in_time = samples.to_vec();
        in_time.sort_by_key(|sample| sample.t_ms);
        Ok(Self {
            said: said(watches, &in_time)?,
            known: alone(watches, samples),
            documented: anew(watches, &in_time),
        })
    }
}

/// What Auxo does.
fn said(watches: &[Watch<'_>], samples: &[Sample<'_>]) -> Result<Vec<Act>, String> {
    let rules = watches.iter().map(|watch| watch.rule()).collect();
    let mut world = World::new(policy(&document(BOUNDS, rules, json!({})))?);
    let mut seen: Instances<'_> = BTreeMap::new();
    let (mut running, mut acts) = (RUNNING, Vec::new());
    for sample in samples {
        let own = seen.entry(sample.uuid).or_default();
        let of_metric = own.entry(sample.metric).or_default();
        of_metric.push((sample.t_ms, sample.value));
        let members = seen.iter().map(|(id, own)| member(id, own));
        let observation = Observation {
            members: Some(members.collect::<Result<_, String>>()?),
            ..cluster(running, Vec::new())
        };
        let decision = world.evaluate(&observation, at(sample.t_ms));
        let direction = match Way::of(Capacity(running), decision.desired()) {
            Some(Way::Out) => Direction::Up,
            Some(Way::In) => Direction::Down,
            None => continue,
        };
        running = decision.desired().0;
        let who = match direction {
            Direction::Up => {
                let of_rule = watches.iter().zip(&decision.rules);
                let mut ups = of_rule.filter(|(watch, _)| watch.direction == Direction::Up);
                let finding = ups.next().map(|(_, verdict)| json!(verdict.finding));
                let finding = finding.unwrap_or_default();
                let first = finding["per_instance"]["triggered"][0].as_str();
                first.map(ToOwned::to_owned)
            }
            Direction::Down => decision.victims.first().cloned(),
        };
        acts.push(sample.act(&who.unwrap_or_default(), direction));
    }
    Ok(acts)
}

/// The samples of each instance, by metric.
type Instances<'a> = BTreeMap<&'a str, BTreeMap<&'static str, Vec<(i64, f64)>>>;

fn member(id: &str, own: &BTreeMap<&'static str, Vec<(i64, f64)>>) -> Result<Member, String> {
    let series = own.iter().map(|(metric, samples)| values(metric, samples));
    Ok(Member {
        id: id.to_owned(),
        group: None,
        since: None,
        stage: Stage::Serving,
        work: Work::Idle,
        protected: false,
        series: series.collect::<Result<_, _>>()?,
    })
}
