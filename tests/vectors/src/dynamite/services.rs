//! The services of a closed loop, with their alarms and what is measured of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Alarm, Direction, STAND_INS};
use crate::world::document;

/// The furthest that there is, where there is no maximum.
const NO_MAX: u32 = 1_000_000;

#[derive(Deserialize)]
pub(super) struct Input {
    pub(super) services: BTreeMap<String, Service>,
    pub(super) policies: Vec<Policy>,
    registry: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) steps: Vec<Step>,
}

#[derive(Deserialize)]
pub(super) struct Service {
    pub(super) min: Option<u32>,
    pub(super) max: Option<u32>,
    pub(super) running: Vec<String>,
    pub(super) up: Option<String>,
    pub(super) down: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) service_type: String,
    pub(super) metric: String,
    #[serde(flatten)]
    pub(super) alarm: Alarm,
}

#[derive(Deserialize)]
pub(super) struct Step {
    metrics: Message,
    responses: Vec<Response>,
}

#[derive(Deserialize)]
pub(super) struct Message {
    service_type: String,
    metric: String,
    pub(super) uuid: String,
    samples: Vec<(i64, f64)>,
}

#[derive(Deserialize)]
struct Response {
    request: usize,
    success: bool,
}

impl Input {
    /// The policy of a service. Without alarms it has its bounds alone.
    pub(super) fn document(&self, name: &str) -> Value {
        let service = self.services.get(name);
        let least = service.and_then(|it| it.min).unwrap_or(1);
        let most = service.and_then(|it| it.max).unwrap_or(NO_MAX);
        let rules = self.policies_of(name).map(|(policy, direction)| {
            let metric = self.stand_in(policy);
            if self.is_of_each(policy, name) {
                policy.alarm.rule_of_each(metric, direction)
            } else {
                policy.alarm.rule(metric, direction)
            }
        });
        let mut rules: Vec<_> = rules.collect();
        if rules.is_empty() {
            rules.push(json!({"schedule": {"min": least}}));
        }
        document((least, most), rules, json!({}))
    }

    pub(super) fn stand_in(&self, policy: &Policy) -> &'static str {
        let same =
            |it: &Policy| it.service_type == policy.service_type && it.metric == policy.metric;
        let index = self.policies.iter().position(same).unwrap_or_default();
        STAND_INS.get(index).copied().unwrap_or_default()
    }

    /// The samples in order of time, each with its message.
    pub(super) fn events(&self) -> Vec<(i64, usize, f64)> {
        let of_message = |(message, of): (usize, &Step)| {
            let samples = of.metrics.samples.clone().into_iter();
            samples.map(move |(t_ms, value)| (t_ms, message, value))
        };
        let mut events: Vec<_> = self.steps.iter().enumerate().flat_map(of_message).collect();
        events.sort_by_key(|(t_ms, ..)| *t_ms);
        events
    }

    pub(super) fn is_watched(&self, message: usize, direction: Direction) -> bool {
        let message = self.message(message);
        self.services.keys().any(|name| {
            self.policies_of(name)
                .any(|(policy, of)| of == direction && message.is_some_and(|it| policy.watches(it)))
        })
    }

    pub(super) fn answers(&self) -> BTreeMap<usize, bool> {
        let all = self.steps.iter().flat_map(|step| &step.responses);
        all.map(|it| (it.request, it.success)).collect()
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        self.steps.iter().map(|step| &step.metrics)
    }

    pub(super) fn message(&self, index: usize) -> Option<&Message> {
        self.steps.get(index).map(|step| &step.metrics)
    }

    /// The alarms of a service.
    pub(super) fn policies_of(&self, name: &str) -> impl Iterator<Item = (&Policy, Direction)> {
        let service = self.services.get(name);
        let named = [
            (service.and_then(|it| it.up.as_ref()), Direction::Up),
            (service.and_then(|it| it.down.as_ref()), Direction::Down),
        ];
        named.into_iter().filter_map(|(name, direction)| {
            let policy = self.policies.iter().find(|it| Some(&it.name) == name)?;
            Some((policy, direction))
        })
    }

    /// Is the alarm about the single instances of the service itself?
    pub(super) fn is_of_each(&self, policy: &Policy, service: &str) -> bool {
        let single = |message: &Message| policy.watches(message) && !message.uuid.is_empty();
        policy.service_type == service && (!self.is_measured(policy) || self.messages().any(single))
    }

    pub(super) fn is_measured(&self, policy: &Policy) -> bool {
        self.messages().any(|message| policy.watches(message))
    }

    /// The instance of a service that is registered under a `uuid`.
    pub(super) fn instance(&self, service: &str, uuid: &str) -> Option<String> {
        self.registry.get(service)?.get(uuid).map(|name| unit(name))
    }

    /// All instances that are registered for a service.
    pub(super) fn registered(&self, service: &str) -> Vec<String> {
        let all = self
            .registry
            .get(service)
            .into_iter()
            .flat_map(BTreeMap::values);
        all.map(|name| unit(name)).collect()
    }
}

impl Policy {
    pub(super) fn watches(&self, message: &Message) -> bool {
        self.service_type == message.service_type && self.metric == message.metric
    }
}

/// The unit of an instance.
fn unit(name: &str) -> String {
    let name = name.strip_suffix(".service").unwrap_or(name);
    format!("{name}.service")
}
