//! One alarm over the samples of one instance, or of all together.

use std::collections::BTreeSet;

use decision::Action;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Alarm, BOUNDS, Direction, RUNNING, members};
use crate::{
    Outcome, Vector, different,
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
pub(super) struct Message {
    pub(super) uuid: String,
    pub(super) samples: Vec<(i64, f64)>,
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
        return members::judge(vector, &alarm, direction, &messages);
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
