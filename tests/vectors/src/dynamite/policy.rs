//! One alarm over the samples of one instance, or of all together.

use std::collections::BTreeSet;

use decision::Action;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Alarm, BEGINS_ANEW, BOUNDS, Direction, RUNNING,
    members::Compared,
    model::{Act, Sample, Watch, taken},
};
use crate::{
    Outcome, Vector, different,
    vector::judged,
    world::{MEASURED, World, at, cluster, document, milliseconds, policy, values},
};

#[derive(Deserialize)]
struct Input {
    policy: Policy,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Policy {
    direction: Direction,
    #[serde(flatten)]
    alarm: Alarm,
}

#[derive(Deserialize)]
struct Message {
    uuid: String,
    samples: Vec<(i64, f64)>,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let Input {
        policy: Policy { direction, alarm },
        messages,
    } = vector.input()?;
    let rule = alarm.rule(MEASURED, direction);
    let policy = policy(&document(BOUNDS, vec![rule], json!({})));
    if alarm.is_the_wrong_way_round(direction) {
        let reason = "more load never asks for less, nor less load for more";
        return different(policy.is_err(), reason);
    }
    let instances: BTreeSet<_> = messages.iter().map(|message| &message.uuid).collect();
    if 1 < instances.len() {
        return of_several(vector, &alarm, direction, &messages);
    }
    let mut told = Told::default();
    told.run(World::new(policy?), &messages, &alarm, direction)?;
    let mut samples = messages.iter().flat_map(|message| &message.samples);
    if samples.any(|(_, value)| *value < 0.0) {
        let nothing = told.trace.iter().all(|word| *word == "missing");
        return different(nothing, "what is negative is no measurement");
    }
    Ok(vector.compared_with(&told.said(instances)))
}

/// What several instances come to: by the alarm alone, or with everything begun anew after a change.
fn of_several(
    vector: &Vector,
    alarm: &Alarm,
    direction: Direction,
    messages: &[Message],
) -> Result<Outcome, String> {
    let metric = MEASURED;
    let watch = Watch {
        alarm,
        direction,
        metric,
    };
    let all = (0..).zip(messages).flat_map(|(message, of)| {
        let sample = move |(t_ms, value): &(i64, f64)| Sample {
            t_ms: *t_ms,
            value: *value,
            metric,
            uuid: &of.uuid,
            message,
        };
        of.samples.iter().map(sample)
    });
    let Compared {
        said,
        known,
        documented,
    } = Compared::of(&[watch], &taken(all))?;
    let right = &vector.right()["actions"];
    let written = |acts: &[Act]| -> Value { acts.iter().map(action).collect() };
    if *right != written(&known) {
        return Err(format!(
            "the model is not what is right: {right} and {known:?}"
        ));
    }
    if documented == known {
        return Ok(judged(right, &written(&said)));
    }
    if documented != said {
        return Err(format!("expected {documented:?}, came {said:?}"));
    }
    different(true, BEGINS_ANEW)
}

fn action(act: &Act) -> Value {
    json!({
        "t_ms": act.t_ms, "uuid": act.uuid, "message": act.message,
        "command": act.direction.command()
    })
}

/// What the records tell.
#[derive(Default)]
struct Told {
    trace: Vec<&'static str>,
    actions: Vec<Value>,
    cooldown_start: Option<i64>,
    since: Option<i64>,
    last_seen: Option<i64>,
}

impl Told {
    fn run(
        &mut self,
        mut world: World,
        messages: &[Message],
        alarm: &Alarm,
        direction: Direction,
    ) -> Result<(), String> {
        let mut seen = Vec::new();
        let mut running = RUNNING;
        for (index, message) in messages.iter().enumerate() {
            for (t_ms, value) in &message.samples {
                // Auxo asks for samples when they are complete: none comes late.
                if self.last_seen.is_some_and(|last| *t_ms <= last) {
                    self.trace.push("old");
                    continue;
                }
                self.last_seen = Some(*t_ms);
                seen.push((*t_ms, *value));
                let observation = cluster(running, vec![values(MEASURED, &seen)?]);
                let decision = world.evaluate(&observation, at(*t_ms));
                running = decision.desired().0;
                let finding = decision
                    .rules
                    .iter()
                    .map(|verdict| json!(verdict.finding))
                    .next();
                let fired = decision.action != Action::Hold;
                self.note(&finding.unwrap_or_default()["step"], fired, *t_ms, alarm);
                if fired {
                    self.actions.push(json!({
                        "t_ms": t_ms, "uuid": message.uuid, "message": index,
                        "command": direction.command()
                    }));
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, step: &Value, fired: bool, now: i64, alarm: &Alarm) {
        let since = step["since"].as_str().and_then(milliseconds);
        let word = match since {
            _ if step.is_null() => "missing",
            _ if !step["rest"]["now"].is_null() => "cooldown",
            Some(_) if fired => "fire",
            Some(since) if since == now => "start",
            Some(_) => "hold",
            None if self.since.is_some() => "reset",
            None => "idle",
        };
        self.trace.push(word);
        self.since = since.filter(|_| !fired);
        if let Some(since) = since.filter(|_| fired) {
            self.cooldown_start = Some(since + i64::from(alarm.period_s) * 1_000);
        }
    }

    fn said(&self, instances: BTreeSet<&String>) -> Value {
        let state = json!({
            "state": if self.since.is_some() { "triggered" } else { "untriggered" },
            "period_start_ms": self.since, "last_seen_ms": self.last_seen
        });
        let instances = instances
            .into_iter()
            .map(|uuid| (uuid.clone(), state.clone()));
        json!({
            "actions": self.actions,
            "trace": self.trace,
            "final": {
                "cooldown_start_ms": self.cooldown_start,
                "instances": instances.collect::<Map<_, _>>()
            }
        })
    }
}
