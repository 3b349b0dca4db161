//! One alarm over several instances, each with samples of its own.

use std::collections::BTreeMap;

use decision::{Action, Member, Observation, Stage, Work};
use serde_json::{Value, json};

use super::{Alarm, BOUNDS, Direction, RUNNING, policy::Message};
use crate::{
    Outcome, Vector, different,
    vector::judged,
    world::{MEASURED, World, at, cluster, document, policy, values},
};

/// A sample, with the message that it came in.
struct Sample<'a> {
    t_ms: i64,
    value: f64,
    uuid: &'a str,
    message: usize,
}

/// What the instances come to: by the alarm alone, message by message, or in order of time and with
/// everything begun anew after a change.
pub(super) fn judge(
    vector: &Vector,
    alarm: &Alarm,
    direction: Direction,
    messages: &[Message],
) -> Result<Outcome, String> {
    let mut samples = taken(messages);
    let right = &vector.right()["actions"];
    let known = actions(alarm, direction, &samples, false);
    if *right != json!(known) {
        return Err(format!(
            "the model is not what is right: {right} and {known:?}"
        ));
    }
    samples.sort_by_key(|sample| sample.t_ms);
    let documented = actions(alarm, direction, &samples, true);
    let said = said(alarm, direction, &samples)?;
    if documented == known {
        return Ok(judged(right, &json!(said)));
    }
    if documented != said {
        return Err(format!("expected {documented:?}, came {said:?}"));
    }
    different(true, "after a change of size every condition starts anew")
}

/// The samples that are newer than those before of the same instance.
fn taken(messages: &[Message]) -> Vec<Sample<'_>> {
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    let mut taken = Vec::new();
    for (message, of) in messages.iter().enumerate() {
        for (t_ms, value) in of.samples.iter().copied() {
            let uuid = of.uuid.as_str();
            if last.get(uuid).is_none_or(|last| *last < t_ms) {
                last.insert(uuid, t_ms);
                taken.push(Sample {
                    t_ms,
                    value,
                    uuid,
                    message,
                });
            }
        }
    }
    taken
}

/// What Auxo does.
fn said(alarm: &Alarm, direction: Direction, samples: &[Sample<'_>]) -> Result<Vec<Value>, String> {
    let rule = alarm.rule_of_each(MEASURED, direction);
    let mut world = World::new(policy(&document(BOUNDS, vec![rule], json!({})))?);
    let mut series: BTreeMap<&str, Vec<(i64, f64)>> = BTreeMap::new();
    let (mut running, mut actions) = (RUNNING, Vec::new());
    for sample in samples {
        let own = series.entry(sample.uuid).or_default();
        own.push((sample.t_ms, sample.value));
        let members = series.iter().map(|(id, own)| member(id, own));
        let seen = Observation {
            members: Some(members.collect::<Result<_, String>>()?),
            ..cluster(running, Vec::new())
        };
        let decision = world.evaluate(&seen, at(sample.t_ms));
        running = decision.desired().0;
        if decision.action != Action::Hold {
            let finding = decision.rules.first().map(|verdict| json!(verdict.finding));
            let who = finding.unwrap_or_default()["per_instance"]["triggered"][0].clone();
            actions.push(action(sample, &who, direction));
        }
    }
    Ok(actions)
}

fn action(sample: &Sample<'_>, uuid: &Value, direction: Direction) -> Value {
    json!({
        "t_ms": sample.t_ms, "uuid": uuid, "message": sample.message,
        "command": direction.command()
    })
}

fn member(id: &str, samples: &[(i64, f64)]) -> Result<Member, String> {
    Ok(Member {
        id: id.to_owned(),
        group: None,
        since: None,
        stage: Stage::Serving,
        work: Work::Idle,
        protected: false,
        series: vec![values(MEASURED, samples)?],
    })
}

/// What the alarm comes to. In the cooldown samples are ignored; where everything begins anew, they
/// count again from the change on, and only the action waits.
fn actions(alarm: &Alarm, direction: Direction, samples: &[Sample<'_>], anew: bool) -> Vec<Value> {
    let mut since: BTreeMap<&str, i64> = BTreeMap::new();
    let mut own_rest: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rest: Option<i64> = None;
    let mut actions = Vec::new();
    for sample in samples {
        let (now, uuid) = (sample.t_ms, sample.uuid);
        let rests = rest.is_some_and(|until| now <= until);
        if rests && (!anew || own_rest.get(uuid).is_some_and(|until| now <= *until)) {
            continue;
        }
        if !alarm.holds(sample.value) {
            since.remove(uuid);
            continue;
        }
        let began = *since.entry(uuid).or_insert(now);
        let full = began + i64::from(alarm.period_s) * 1_000;
        if now <= full || rests {
            continue;
        }
        actions.push(action(sample, &json!(uuid), direction));
        let until = full + i64::from(alarm.cooldown_s) * 1_000;
        rest = Some(if anew { until.max(now) } else { until });
        if anew {
            own_rest.insert(uuid, until.max(now));
            since.clear();
        } else {
            since.remove(uuid);
        }
    }
    actions
}
