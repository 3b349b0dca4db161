//! Scenarios: stories of a target under load, told by the code that runs in production.
//!
//! `scenarios/<name>.yaml` says what happens, `scenarios/<name>.timeline` what Auxo does about it,
//! one line for each new record. `UPDATE_TIMELINES=1 cargo test --test scenarios` rewrites the
//! timelines; the diff is the change of behaviour.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use decision::{
    Capacity, Member, Period, Policy, Proposal, Pushed, Readiness, ScalingState, Stage, TargetId,
    TargetKind, Work,
};
use evaluation::{
    Actuator, Completeness, Evaluator, Examined, Fetched, Inbox, Memory, MetricSource,
    MetricWindow, PortError, Query, Record, Status, TargetSource,
    fakes::{MemoryStore, TimeLeft},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// A story as its file tells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// What the story is to show.
    #[serde(rename = "about")]
    _about: String,
    start: Timestamp,
    capacity: u32,
    #[serde(default)]
    fixed: u32,
    /// Minutes from a call to the arrival of its capacity.
    change_takes: u32,
    policy: Value,
    /// Another target, of another kind.
    other: Option<TargetId>,
    /// Minutes after the start, and what happens then: `load 2.4` (units' worth), `no metrics`,
    /// `metrics`, `somebody sets 6`, `busy 3` (so many units have work, and it can be told of each
    /// since when it is there), `other has 4`, `other has 4 and goes to 8`,
    /// `nothing of the other`, `yarn recommends 3 more` (or `2 less`, or `9`), `end`.
    story: BTreeMap<u32, String>,
}

/// The world of a story, minute by minute.
struct World {
    start: Timestamp,
    fixed: u32,
    change_takes: u32,
    now: Mutex<Timestamp>,
    capacity: Mutex<u32>,
    /// What was asked for, and when it arrives.
    coming: Mutex<Option<(u32, Timestamp)>>,
    /// What was measured: minute → (load, capacity), while there are metrics.
    measured: Mutex<BTreeMap<Timestamp, (f64, u32)>>,
    /// Since when each unit is there.
    units: Mutex<Vec<Timestamp>>,
    /// How many units have work, once it can be told.
    busy: Mutex<Option<usize>>,
}

impl World {
    fn pass_minute(&self, minute: u32, load: Option<f64>) {
        let now = Period::minutes(minute).after(self.start);
        *self.now.lock().unwrap() = now;
        let mut coming = self.coming.lock().unwrap();
        if let Some((capacity, _)) = coming.filter(|(_, arrives)| *arrives <= now) {
            *self.capacity.lock().unwrap() = capacity;
            *coming = None;
        }
        let count = usize::try_from(*self.capacity.lock().unwrap()).unwrap();
        self.units.lock().unwrap().resize(count, now);
        if let Some(load) = load {
            let units = *self.capacity.lock().unwrap() + self.fixed;
            self.measured.lock().unwrap().insert(now, (load, units));
        }
    }

    fn value(source: &str, load: f64, units: u32) -> Option<f64> {
        let units = f64::from(units);
        let accepted = load.min(units);
        Some(match source {
            "IncomingBytes" => accepted * 1_048_576.0 * 60.0,
            "IncomingRecords" => accepted * 100.0 * 60.0,
            "WriteProvisionedThroughputExceeded" => (load - accepted) * 100.0 * 60.0,
            "YARNMemoryAvailablePercentage" => 100.0 * (1.0 - accepted / units),
            "AppsRunning" => load,
            // Four containers are one unit's worth.
            "ContainerPending" => (load - accepted) * 4.0,
            "ContainerAllocated" => accepted * 4.0,
            "ContainerPendingRatio" => (load - accepted) / accepted.max(1.0),
            _ => return None,
        })
    }
}

impl MetricSource for &World {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let measured = self.measured.lock().unwrap();
        let step = i64::from(window.period.as_seconds());
        let points = |source: &str| {
            let within = measured.range(window.from..window.to);
            let whole = within.filter(|(at, _)| at.as_second() % step == 0);
            whole
                .filter_map(|(at, (load, units))| Some((*at, World::value(source, *load, *units)?)))
                .collect()
        };
        let fetched = |query: &Query| Fetched {
            points: points(query.source.name),
            completeness: Completeness::Complete,
        };
        Ok(queries.iter().map(fetched).collect())
    }
}

impl TargetSource for &World {
    async fn describe(&self, _: &TargetId) -> Result<Status, PortError> {
        let changing = self.coming.lock().unwrap().is_some();
        let capacity = Capacity(*self.capacity.lock().unwrap());
        Ok(Status {
            capacity,
            open: capacity,
            fixed: Capacity(self.fixed),
            readiness: if changing {
                Readiness::Changing
            } else {
                Readiness::Ready
            },
        })
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        let status = self.describe(target).await?;
        let shards = Vec::new();
        Ok(Examined { status, shards })
    }

    async fn members(&self, _: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        let Some(busy) = *self.busy.lock().unwrap() else {
            return Ok(None);
        };
        let units = self.units.lock().unwrap();
        let members = units.iter().enumerate().map(|(index, since)| Member {
            id: format!("unit-{index}"),
            group: None,
            since: Some(*since),
            stage: Stage::Serving,
            work: if index < busy { Work::Busy } else { Work::Idle },
            protected: false,
            series: Vec::new(),
        });
        Ok(Some(members.collect()))
    }
}

impl Actuator for &World {
    async fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        _: &Policy,
    ) -> Result<Capacity, PortError> {
        let most = match target.kind {
            // One call of a stream's service goes to the double or to the half.
            TargetKind::KinesisStream => (
                status.capacity.0.div_ceil(2),
                status.capacity.0.saturating_mul(2),
            ),
            TargetKind::EmrCluster => (0, u32::MAX),
        };
        let asked = desired.0.clamp(most.0, most.1);
        let arrives = Period::minutes(self.change_takes).after(*self.now.lock().unwrap());
        *self.coming.lock().unwrap() = Some((asked, arrives));
        Ok(Capacity(asked))
    }
}

/// What an evaluation of another target leaves behind.
fn memory(has: u32, goes_to: u32, now: Timestamp) -> Memory {
    let mut scaling = ScalingState {
        capacity: Some(Capacity(has)),
        evaluated_at: Some(now),
        ..ScalingState::default()
    };
    if has != goes_to {
        scaling = scaling.claimed(Capacity(has), Capacity(goes_to), now);
    }
    Memory {
        scaling,
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

async fn timeline(scenario: Scenario) -> String {
    let policy = Policy::parse(&scenario.policy).unwrap();
    let target = policy.target_ids().next().unwrap();
    let store = MemoryStore::default().with_policy(scenario.policy.clone());
    let world = World {
        start: scenario.start,
        fixed: scenario.fixed,
        change_takes: scenario.change_takes,
        now: Mutex::new(scenario.start),
        capacity: Mutex::new(scenario.capacity),
        coming: Mutex::new(None),
        measured: Mutex::default(),
        units: Mutex::default(),
        busy: Mutex::default(),
    };
    let evaluator = Evaluator {
        metrics: &world,
        targets: &world,
        actuator: &world,
        store: store.clone(),
    };
    let (mut load, mut metrics, mut other) = (0.0, true, None);
    let mut said = BTreeMap::new();
    let end = *scenario.story.last_key_value().unwrap().0;
    for minute in 0..end {
        match scenario
            .story
            .get(&minute)
            .map(|line| line.split(' ').collect::<Vec<_>>())
        {
            None => {}
            Some(words) => match words.as_slice() {
                ["load", units] => load = units.parse().unwrap(),
                ["no", "metrics"] => metrics = false,
                ["metrics"] => metrics = true,
                ["somebody", "sets", units] => {
                    *world.capacity.lock().unwrap() = units.parse().unwrap();
                }
                ["busy", units] => *world.busy.lock().unwrap() = Some(units.parse().unwrap()),
                ["other", "has", units] => other = Some((units.parse().unwrap(), *units)),
                ["other", "has", units, "and", "goes", "to", more] => {
                    other = Some((units.parse().unwrap(), *more));
                }
                [source, "recommends", proposal @ ..] => {
                    let pushed = Pushed {
                        source: (*source).to_owned(),
                        at: Period::minutes(minute).after(scenario.start),
                        proposal: proposed(proposal),
                    };
                    store.push(&target, &pushed).await.unwrap();
                }
                ["nothing", "of", "the", "other"] => other = None,
                other => panic!("the story knows no {other:?}"),
            },
        }
        world.pass_minute(minute, metrics.then_some(load));
        let now = *world.now.lock().unwrap();
        if let (Some(target), Some((has, goes_to))) = (&scenario.other, other) {
            store.remember(target, memory(has, goes_to.parse().unwrap(), now));
        }
        let deadline = TimeLeft(Duration::from_secs(60));
        evaluator.tick(target.kind, now, &deadline).await.unwrap();
        let record = store.memory(&target).unwrap().record.unwrap();
        said.insert(record.since, record);
    }
    said.values().map(line).collect()
}

fn line(record: &Record) -> String {
    let clock = |at: Timestamp| at.strftime("%a %H:%M").to_string();
    let until = if record.since == record.until {
        String::new()
    } else {
        record.until.strftime("-%H:%M").to_string()
    };
    format!(
        "{:<16}{}\n",
        clock(record.since) + &until,
        record.sentence()
    )
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|name| name == "yaml"))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn every_scenario_goes_as_its_timeline_says() {
    let mut wrong = Vec::new();
    let files = files();
    assert!(!files.is_empty());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let scenario: Scenario = serde_saphyr::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let told = timeline(scenario).await;
        let golden = path.with_extension("timeline");
        if env::var_os("UPDATE_TIMELINES").is_some() {
            fs::write(&golden, &told).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "not as their timelines say:\n{}",
        wrong.join("\n")
    );
}
