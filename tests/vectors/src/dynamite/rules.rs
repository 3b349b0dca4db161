//! Several alarms over several services.

mod several;

use std::collections::{BTreeMap, BTreeSet};

use decision::{Capacity, Direction as Way, Series};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Alarm, BOUNDS, Direction, MORE_COUNTS, RUNNING, STAND_INS};
use crate::{
    Outcome, Vector, different,
    world::{World, at, cluster, document, policy, values},
};

#[derive(Deserialize)]
struct Input {
    policies: Vec<Policy>,
    services: BTreeMap<String, Service>,
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Policy {
    name: String,
    service_type: String,
    metric: String,
    #[serde(flatten)]
    alarm: Alarm,
}

#[derive(Deserialize)]
struct Service {
    up: Option<String>,
    down: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    service_type: String,
    metric: String,
    uuid: String,
    samples: Vec<(i64, f64)>,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if input.has_several_instances() {
        return input.of_several(&vector.right());
    }
    let actions = input.actions()?;
    if input
        .services
        .values()
        .any(|service| input.are_at_odds(service))
    {
        let said = actions.iter().flatten();
        let commands: Vec<_> = said
            .filter_map(|action| action["command"].as_str())
            .collect();
        return different(commands == ["scale_up"], MORE_COUNTS);
    }
    Ok(vector.compared_with(&json!({ "actions": actions })))
}

impl Input {
    fn has_several_instances(&self) -> bool {
        let mut instances: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for message in &self.messages {
            let of = (&message.service_type, &message.metric);
            instances.entry(of).or_default().insert(&message.uuid);
        }
        instances.values().any(|of_one| 1 < of_one.len())
    }

    fn alarm(&self, name: Option<&String>) -> Option<&Policy> {
        self.policies
            .iter()
            .find(|policy| Some(&policy.name) == name)
    }

    /// Do the conditions of both alarms of a service hold at the same moment?
    fn are_at_odds(&self, service: &Service) -> bool {
        let holds = |name: &Option<String>| -> BTreeSet<i64> {
            let Some(policy) = self.alarm(name.as_ref()) else {
                return BTreeSet::new();
            };
            let of = |message: &&Message| policy.watches(message);
            let samples = self
                .messages
                .iter()
                .filter(of)
                .flat_map(|message| &message.samples);
            samples
                .filter(|(_, value)| policy.alarm.holds(*value))
                .map(|(at, _)| *at)
                .collect()
        };
        !holds(&service.up).is_disjoint(&holds(&service.down))
    }

    /// The actions of each message, whose samples are looked at in order of time.
    fn actions(&self) -> Result<Vec<Vec<Value>>, String> {
        let mut actions = vec![Vec::new(); self.messages.len()];
        let instants: BTreeSet<_> = self.messages.iter().flat_map(Message::instants).collect();
        for (name, service) in &self.services {
            let mut world = World::new(policy(&self.document(service))?);
            let mut running = RUNNING;
            for now in &instants {
                let decision = world.evaluate(&cluster(running, self.measured(*now)?), at(*now));
                let direction = match Way::of(Capacity(running), decision.desired()) {
                    Some(Way::Out) => Direction::Up,
                    Some(Way::In) => Direction::Down,
                    None => continue,
                };
                running = decision.desired().0;
                let policy = match direction {
                    Direction::Up => &service.up,
                    Direction::Down => &service.down,
                };
                let policy = self
                    .alarm(policy.as_ref())
                    .ok_or("no alarm for the action")?;
                let of = |message: &Message| policy.watches(message) && message.has(*now);
                let index = self.messages.iter().position(of).ok_or("no message")?;
                let (Some(message), Some(said)) =
                    (self.messages.get(index), actions.get_mut(index))
                else {
                    continue;
                };
                let command = direction.command();
                said.push(json!({"service": name, "command": command, "uuid": message.uuid}));
            }
        }
        Ok(actions)
    }

    fn document(&self, service: &Service) -> Value {
        let up = self
            .alarm(service.up.as_ref())
            .map(|policy| (policy, Direction::Up));
        let down = self
            .alarm(service.down.as_ref())
            .map(|policy| (policy, Direction::Down));
        let rules = [up, down].into_iter().flatten().map(|(policy, direction)| {
            policy.alarm.rule(
                self.stand_in(&policy.service_type, &policy.metric),
                direction,
            )
        });
        document(BOUNDS, rules.collect(), json!({}))
    }

    fn stand_in(&self, service_type: &str, metric: &str) -> &'static str {
        let watched =
            |policy: &Policy| policy.service_type == service_type && policy.metric == metric;
        let index = self.policies.iter().position(watched).unwrap_or_default();
        STAND_INS.get(index).copied().unwrap_or_default()
    }

    /// Everything that was measured until `now`.
    fn measured(&self, now: i64) -> Result<Vec<Series>, String> {
        let mut series: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for message in &self.messages {
            let name = self.stand_in(&message.service_type, &message.metric);
            let seen = message.samples.iter().filter(|(at, _)| *at <= now);
            series.entry(name).or_default().extend(seen.copied());
        }
        series
            .iter()
            .map(|(name, samples)| values(name, samples))
            .collect()
    }
}

impl Policy {
    fn watches(&self, message: &Message) -> bool {
        self.service_type == message.service_type && self.metric == message.metric
    }
}

impl Message {
    fn instants(&self) -> impl Iterator<Item = i64> {
        self.samples.iter().map(|(at, _)| *at)
    }

    fn has(&self, instant: i64) -> bool {
        self.instants().any(|at| at == instant)
    }
}
