//! Playing: a tick at the beginning of each minute, and between ticks whoever is reminded.

use std::time::Duration;

use decision::{Policy, TargetKind, policy::PerDay, reshard::overload::needed};
use evaluation::{
    Deadline, Evaluator, ParsedPolicies, PortError, Reminder, StoredPolicy, TickReport,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    Asked, Demand, Minute, Outcome,
    outcome::ranges,
    recollection::Recollection,
    stream::Stream,
    world::{Over, World},
};

/// How much of the demand the first shards reject.
const TOLERATED: f64 = 1e-3;

/// Why nothing can be played.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    #[error("the policy has mistakes:\n{0}")]
    Policy(String),
    #[error("the policy scales {0}s, and a demand is of a kinesis-stream")]
    Kind(TargetKind),
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Nothing here takes long.
struct Unhurried;

impl Deadline for Unhurried {
    fn remaining(&self) -> Duration {
        Duration::from_secs(60)
    }
}

/// Plays the demand of the policy's first target. The stream begins with what the first hour
/// needs.
///
/// # Errors
/// When the policy is none, or none of a stream.
pub async fn play(document: &Value, demand: &Demand) -> Result<Outcome, PlayError> {
    let policy = Policy::parse(document).map_err(|mistakes| {
        let each: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        PlayError::Policy(each.join("\n"))
    })?;
    if policy.kind != TargetKind::KinesisStream {
        return Err(PlayError::Kind(policy.kind));
    }
    let quota = match policy.resharding.calls_per_day {
        PerDay::Limited(calls) => Some(calls),
        PerDay::Unlimited => None,
    };
    let first = demand
        .minutes()
        .iter()
        .take(60)
        .copied()
        .fold(0.0, f64::max);
    let shards = needed(first, TOLERATED, policy.bounds.max().0).max(policy.bounds.min().0);
    let world = World::new(Stream::new(shards, quota));
    let store = Recollection::new(StoredPolicy {
        name: policy.name.clone(),
        version: 1,
        document: one_target(document, &policy).into(),
        updated_at: Timestamp::UNIX_EPOCH,
        updated_by: String::new(),
    });
    let evaluator = Evaluator {
        metrics: &world,
        targets: &world,
        actuator: &world,
        store,
        policies: ParsedPolicies::default(),
    };
    let mut outcome = Outcome::default();
    let mut begun: Option<Asked> = None;
    for (minute, demand) in (0_i64..).zip(demand.minutes()) {
        let at = |second: i64| Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        world.at(60 * minute);
        let mut played = world.begin(*demand);
        let report = evaluator
            .tick(policy.kind, at(60 * minute), &Unhurried)
            .await?;
        let asked = world.asked();
        outcome.evaluations += u32::try_from(report.due).unwrap_or(u32::MAX);
        world.at(60 * minute + 30);
        let due = due(report, at(60 * minute + 30));
        if !due.is_empty() {
            let visited = evaluator
                .visit(policy.kind, &due, at(60 * minute + 30), &Unhurried)
                .await;
            outcome.evaluations += u32::try_from(visited.due).unwrap_or(u32::MAX);
        }
        // What is called within a minute begins with the next one.
        let within = world.asked();
        let operated = within.filter(|asked| !matches!(asked, Asked::Update(_)));
        played.asked = begun.take().or(asked).or(operated);
        begun = within.filter(|asked| matches!(asked, Asked::Update(_)));
        for asked in [asked, within].into_iter().flatten() {
            outcome.count(asked);
        }
        played.calls_left = world.state().stream.calls_left();
        world.end(&played, at(60 * minute));
        outcome.minutes.push(played);
    }
    outcome.metrics = world.state().metrics;
    outcome.saves = evaluator.store.saves.count();
    outcome.archives = evaluator.store.archives.count();
    outcome.memory = evaluator.store.memory();
    outcome.refused = world
        .state()
        .refused
        .iter()
        .map(ToString::to_string)
        .collect();
    Ok(outcome)
}

fn due(report: TickReport, now: Timestamp) -> Vec<Reminder> {
    let mut reminders = report.operating;
    reminders.retain(|reminder| reminder.due <= now);
    reminders
}

/// The document with its first target alone.
fn one_target(document: &Value, policy: &Policy) -> Value {
    let mut document = document.clone();
    let name = policy.targets.first().map_or("stream", String::as_str);
    document["targets"] = json!({ "kind": policy.kind, "names": [name] });
    document
}

impl World {
    fn at(&self, second: i64) {
        let mut state = self.state();
        state.now = second;
        state.stream.advance_to(second);
    }

    fn begin(&self, demand: f64) -> Minute {
        let state = self.state();
        let layout = state.stream.layout();
        Minute {
            shards: layout.shards(),
            ranges: ranges(layout),
            asked: None,
            calls_left: None,
            demand,
            rejected: state.stream.rejects(demand),
        }
    }

    /// What was accepted since this was last asked: one thing at most.
    fn asked(&self) -> Option<Asked> {
        self.state().asked.pop()
    }

    fn end(&self, minute: &Minute, begun: Timestamp) {
        self.state().minutes.push(Over {
            begun,
            accepted: minute.demand - minute.rejected,
            rejected: minute.rejected,
        });
    }
}

impl Outcome {
    fn count(&mut self, asked: Asked) {
        match asked {
            Asked::Update(_) => self.calls += 1,
            Asked::Split => self.splits += 1,
            Asked::Merge => self.merges += 1,
        }
    }
}
