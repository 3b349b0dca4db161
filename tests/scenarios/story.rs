//! A story as it goes on, minute by minute.

use std::{collections::BTreeMap, time::Duration};

use decision::{Capacity, Period, Policy, Proposal, Pushed, Readiness, ScalingState, TargetId};
use evaluation::{
    Evaluator, Inbox, Memory, ParsedPolicies, Record, Seen, Status,
    fakes::{MemoryStore, TimeLeft},
};
use jiff::Timestamp;
use serde_json::json;

use crate::{scenario::Scenario, world::World};

/// The records of a story, oldest first.
pub(crate) async fn records(scenario: &Scenario) -> Vec<Record> {
    let policy = Policy::parse(&scenario.policy).unwrap();
    let mut story = Story {
        world: World::new(scenario),
        store: MemoryStore::default().with_policy(scenario.policy.clone()),
        target: policy.target_ids().next().unwrap(),
        load: 0.0,
        measures: true,
        other: None,
    };
    let mut said = BTreeMap::new();
    let end = *scenario.story.last_key_value().unwrap().0;
    for minute in 0..end {
        if let Some(line) = scenario.story.get(&minute) {
            story.happens(minute, line).await;
        }
        let record = story.tick(minute, scenario.other.as_ref()).await;
        said.insert(record.since, record);
    }
    said.into_values().collect()
}

struct Story {
    world: World,
    store: MemoryStore,
    target: TargetId,
    load: f64,
    /// Whether there are metrics.
    measures: bool,
    /// What the other target has, and where it goes.
    other: Option<(u32, u32)>,
}

impl Story {
    async fn happens(&mut self, minute: u32, line: &str) {
        let words: Vec<_> = line.split(' ').collect();
        match words.as_slice() {
            ["load", units] => self.load = units.parse().unwrap(),
            ["no", "metrics"] => self.measures = false,
            ["metrics"] => self.measures = true,
            ["somebody", "sets", units] => self.world.set(units.parse().unwrap()),
            ["on", "demand"] => self.world.become_ready(Readiness::OnDemand),
            ["switched", "off"] => self.world.become_ready(Readiness::Disabled),
            ["only", running, "run"] => {
                let running = Capacity(running.parse().unwrap());
                self.world.become_ready(Readiness::Starting { running });
            }
            ["a", "deployment", "runs", running] => {
                let running = Capacity(running.parse().unwrap());
                self.world.become_ready(Readiness::Replacing { running });
            }
            ["provisioned"] | ["switched", "on"] | ["all", "run"] => {
                self.world.become_ready(Readiness::Ready);
            }
            ["consumers", "read", share] => self.world.set_reading(share.parse().unwrap()),
            ["busy", units] => self.world.set_busy(units.parse().unwrap()),
            ["unit", unit, "uses", share] => {
                let (unit, share) = (unit.parse().unwrap(), share.parse().unwrap());
                self.world.use_unit(unit, share, minute);
            }
            ["other", "has", units] => {
                let units = units.parse().unwrap();
                self.other = Some((units, units));
            }
            ["other", "has", units, "and", "goes", "to", more] => {
                self.other = Some((units.parse().unwrap(), more.parse().unwrap()));
            }
            ["nothing", "of", "the", "other"] => self.other = None,
            [source, "recommends", proposal @ ..] => {
                let pushed = Pushed {
                    source: (*source).to_owned(),
                    at: Period::minutes(minute).after(self.world.start),
                    proposal: proposed(proposal),
                };
                self.store.push(&self.target, &pushed).await.unwrap();
            }
            other => panic!("the story knows no {other:?}"),
        }
    }

    async fn tick(&self, minute: u32, other: Option<&TargetId>) -> Record {
        let load = self.measures.then_some(self.load);
        let now = self.world.pass_minute(minute, load);
        if let (Some(target), Some((has, goes_to))) = (other, self.other) {
            self.store.remember(target, memory(has, goes_to, now));
        }
        let evaluator = Evaluator {
            metrics: &self.world,
            targets: &self.world,
            actuator: &self.world,
            store: self.store.clone(),
            policies: ParsedPolicies::default(),
        };
        let deadline = TimeLeft(Duration::from_secs(60));
        let ticked = evaluator.tick(self.target.kind, now, &deadline).await;
        ticked.unwrap();
        self.store.memory(&self.target).unwrap().record.unwrap()
    }
}

/// What an evaluation of another target leaves behind.
fn memory(has: u32, goes_to: u32, now: Timestamp) -> Memory {
    let capacity = Capacity(has);
    let mut scaling = ScalingState {
        capacity: Some(capacity),
        evaluated_at: Some(now),
        ..ScalingState::default()
    };
    if has != goes_to {
        let goes_to = Capacity(goes_to);
        scaling = scaling.claimed(capacity, goes_to, now);
        scaling = scaling.accepted(goes_to, now);
    }
    let status = Status {
        capacity,
        open: capacity,
        fixed: Capacity(0),
        readiness: Readiness::Ready,
    };
    Memory {
        scaling,
        seen: Some(Seen { status, at: now }),
        ..Memory::default()
    }
}

fn proposed(words: &[&str]) -> Proposal {
    let document = match words {
        [units] => json!({"capacity": units.parse::<u32>().unwrap()}),
        [units, "more"] => json!({"add": units.parse::<u32>().unwrap()}),
        [units, "less"] => json!({"remove": units.parse::<u32>().unwrap()}),
        other => panic!("nobody recommends {other:?}"),
    };
    Proposal::parse(&document).unwrap()
}
