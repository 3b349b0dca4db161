//! One run of the automatic mode of 2016.

use decision::{Capacity, Direction, Period};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fleet, Less, Limits, compared, done, less::UNDER_THE_LEAST};
use crate::{
    Outcome, Vector, different,
    world::{MEASURED, World, at, document, policy, series},
};

#[derive(Deserialize)]
struct Input {
    strategy: Option<String>,
    up_threshold: Option<f64>,
    down_threshold: Option<f64>,
    up_increment: u32,
    down_increment: u32,
    pause_interval_s: u32,
    pause_mark_age_s: Option<u32>,
    queued_high_load_jobs: Option<f64>,
    /// Newest first.
    points: Option<Vec<f64>>,
    sample_count: usize,
    job_system_online: bool,
    #[serde(flatten)]
    limits: Limits,
    instances: Fleet,
}

/// Jobs that wait, as the job system counts them.
const QUEUE: &str = "HighLoadJobs";
const LOAD: &str = "LayerLoad";
const LOAD_PLUS_ONLINE: &str = "LayerLoadPlusOnlineWorkers";

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let Ok(policy) = policy(&input.document()) else {
        let refused = json!({"result": "error", "attempt": "none"});
        return Ok(vector.compared_in(&["result", "attempt"], &refused));
    };
    let mut world = World::new(policy);
    let now = at(0);
    let mark = input
        .pause_mark_age_s
        .map(|age| Period::seconds(age).before(now));
    world.state.scaled_out_at = mark.filter(|_| 0 < input.pause_interval_s);
    let measured = series(MEASURED, Period::minutes(1), &input.measured())?;
    let seen = input
        .instances
        .seen(input.job_system_online, vec![measured], now);
    let decision = world.evaluate(&seen, now);
    let (started, stopped) = done(&decision);
    let size = input.instances.size();
    let to = decision.desired().0;
    let (least, _) = input.limits.bounds(&input.instances);
    match input.direction() {
        _ if size < least => different(least <= to, UNDER_THE_LEAST),
        direction if input.plus_online() && 0 < input.instances.pending() => {
            let wanted = decision.combined.capacity().0;
            let as_said = direction == Direction::of(Capacity(size), Capacity(wanted));
            different(as_said, "units that are coming bear load too")
        }
        _ if input.sample_count < input.points.iter().flatten().count() => {
            let up = input.direction() == Some(Direction::Out);
            different(
                size < to && up,
                "of the samples only the newest count, as many as asked",
            )
        }
        Some(Direction::Out) if input.is_paused() && input.is_of_queue() => different(
            to == size,
            "load over the threshold never scales in, paused or not",
        ),
        Some(Direction::In) => {
            let less = input.less();
            match input.difference(&less) {
                Some(reason) => different(to == less.to(input.down_increment), reason),
                None => Ok(compared(&vector.right(), started, &stopped)),
            }
        }
        _ => Ok(compared(&vector.right(), started, &stopped)),
    }
}

impl Input {
    fn is_of_queue(&self) -> bool {
        self.strategy.as_deref() == Some(QUEUE)
    }

    fn plus_online(&self) -> bool {
        self.strategy.as_deref() == Some(LOAD_PLUS_ONLINE)
    }

    fn is_paused(&self) -> bool {
        self.pause_mark_age_s
            .is_some_and(|age| age < self.pause_interval_s)
    }

    fn document(&self) -> Value {
        let down = if self.is_of_queue() {
            self.up_threshold
        } else {
            self.down_threshold
        };
        let samples = if self.is_of_queue() {
            1
        } else {
            self.sample_count
        };
        let rule = |operator: &str, threshold: Option<f64>, change: &str, by: u32| {
            let mut step = json!({"metric": MEASURED, "samples": samples, change: by});
            if let Some(threshold) = threshold {
                step[operator] = json!(threshold);
            }
            json!({ "step": step })
        };
        let rules = match self.strategy.as_deref() {
            Some(QUEUE | LOAD) => vec![
                rule("at_least", self.up_threshold, "add", self.up_increment),
                rule("under", down, "remove", self.down_increment),
            ],
            Some(LOAD_PLUS_ONLINE) => vec![json!({"load_plus_online": {
                "metric": MEASURED, "samples": samples, "up": self.up_threshold, "down": down,
                "add": self.up_increment, "remove": self.down_increment
            }})],
            Some(unknown) => vec![json!({ unknown: {} })],
            None => Vec::new(),
        };
        let mut guards = self.limits.guards(true);
        guards["scale_out"] = json!({"cooldown": format!("{}s", self.pause_interval_s)});
        document(self.limits.bounds(&self.instances), rules, guards)
    }

    /// A job system that cannot be asked has no queue that is known.
    fn measured(&self) -> Vec<(i64, f64)> {
        let minutes_ago = |(ago, value): (i64, f64)| (-60_000 * ago, value);
        let queue = self
            .queued_high_load_jobs
            .filter(|_| self.job_system_online);
        let points = self.points.iter().flatten().copied();
        (1..)
            .zip(queue.into_iter().chain(points))
            .map(minutes_ago)
            .collect()
    }

    /// Where the load points.
    fn direction(&self) -> Option<Direction> {
        let newest = |passes: &dyn Fn(f64) -> bool| {
            let values: Vec<_> = self.measured().iter().map(|(_, value)| *value).collect();
            let asked = if self.is_of_queue() {
                1
            } else {
                self.sample_count
            };
            values.len() >= asked && values.iter().take(asked).all(|value| passes(*value))
        };
        let down = if self.is_of_queue() {
            self.up_threshold
        } else {
            self.down_threshold
        };
        let online = if self.plus_online() {
            self.instances.size()
        } else {
            0
        };
        let up = self.up_threshold.map(|up| up + f64::from(online));
        if newest(&|value| up.is_some_and(|up| up <= value)) {
            Some(Direction::Out)
        } else if newest(&|value| down.is_some_and(|down| value < down)) {
            Some(Direction::In)
        } else {
            None
        }
    }

    fn less(&self) -> Less<'_> {
        Less {
            fleet: &self.instances,
            limits: &self.limits,
            paid: true,
            work_is_known: self.job_system_online,
        }
    }

    fn difference(&self, less: &Less<'_>) -> Option<&'static str> {
        let nobody_idle = less.fleet.online() == less.fleet.busy();
        if self.limits.force && self.is_of_queue() && nobody_idle && 0 < less.fleet.busy() {
            Some("with force busy ones go though none is idle")
        } else {
            less.difference(self.down_increment)
        }
    }
}
