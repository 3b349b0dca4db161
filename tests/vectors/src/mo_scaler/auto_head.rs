//! Runs of the automatic mode of 2024, one after the other.

use std::collections::BTreeMap;

use decision::{Decision, Period, Series};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Fleet, Less, Limits, compared, done, less::UNDER_THE_LEAST};
use crate::{
    Outcome, Vector, different,
    vector::judged,
    world::{World, at, document, policy, series},
};

#[derive(Deserialize)]
struct Input {
    config: Config,
    pause_before: Value,
    instances: Fleet,
    #[serde(flatten)]
    limits: Limits,
    #[serde(default)]
    dry_run: bool,
    cycles: Vec<Cycle>,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    strategies: Vec<Strategy>,
    pause_cycles: Option<u32>,
    up_increment: Option<u32>,
    down_increment: Option<u32>,
}

#[derive(Deserialize)]
struct Strategy {
    method: String,
    name: String,
    #[serde(default)]
    settings: Settings,
}

#[derive(Default, Deserialize)]
struct Settings {
    metric: Option<String>,
    up_threshold: Option<f64>,
    down_threshold: Option<f64>,
    sample_count: Option<usize>,
    sample_period: Option<u32>,
    up_threshold_online_workers_multiplier: Option<f64>,
    operation_types: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Cycle {
    #[serde(default)]
    points: Points,
    #[serde(default)]
    queue: Value,
}

/// Age in seconds and average, of the only metric or of several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Points {
    OfOne(Vec<(f64, f64)>),
    OfEach(BTreeMap<String, Vec<(f64, f64)>>),
}

impl Default for Points {
    fn default() -> Self {
        Self::OfOne(Vec::new())
    }
}

/// Between two runs.
const CYCLE: Period = Period::minutes(60);

/// Metrics that stand for those of the strategies, in their order.
const STAND_INS: [&str; 4] = [
    "containers_pending",
    "apps_pending",
    "apps_running",
    "nodes_lost",
];

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let right = vector.right();
    let right = right["cycles"].as_array().cloned().unwrap_or_default();
    let Ok(policy) = policy(&input.document()) else {
        if input.config.strategies.is_empty() {
            return different(true, "a policy without a rule is refused when it is saved");
        }
        let refused = json!({"result": "error", "attempt": "none"});
        let worst = right
            .iter()
            .map(|right| judged(&part(right, &["result", "attempt"]), &refused));
        return Ok(worst
            .into_iter()
            .find(|one| *one != Outcome::Passed)
            .unwrap_or(Outcome::Passed));
    };
    if input.dry_run && vector.defect.is_some() {
        return input.dry_run_keeps_the_pause(policy);
    }
    let mut world = World::new(policy);
    world.state.scaled_out_at = input.paused_since();
    let mut reason = None;
    for (index, (cycle, right)) in input.cycles.iter().zip(&right).enumerate() {
        match input.run(&mut world, index, cycle, right)? {
            Outcome::Passed => {}
            Outcome::Different(why) => reason = Some(why),
            other => return Ok(other),
        }
    }
    Ok(reason.map_or(Outcome::Passed, Outcome::Different))
}

/// These members of an object.
fn part(object: &Value, members: &[&str]) -> Value {
    let all = object.as_object().into_iter().flatten();
    let some = all.filter(|(name, _)| members.contains(&name.as_str()));
    Value::Object(
        some.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

impl Input {
    fn document(&self) -> Value {
        let change = |by: Option<u32>| by.map_or(Value::Null, |by| json!(by));
        let strategies = self.config.strategies.iter().zip(STAND_INS);
        let rules = strategies.flat_map(|(strategy, metric)| {
            let settings = &strategy.settings;
            let samples = settings.samples(&strategy.method);
            let rule = |operator: &str, threshold: f64, to: &str, by: Option<u32>| {
                let step = json!({"metric": metric, "samples": samples, operator: threshold,
                    to: change(by)});
                json!({ "step": step })
            };
            let plus = json!({"load_plus_online": {
                "metric": metric, "samples": samples, "up": settings.up_threshold,
                "per_unit": settings.multiplier(), "down": settings.down_threshold,
                "add": change(self.config.up_increment), "remove": change(self.config.down_increment)
            }});
            if settings.multiplier() != 0.0 {
                return [Some(plus), None].into_iter().flatten();
            }
            let up = self.config.up_increment;
            let up = settings
                .up_threshold
                .map(|limit| rule("at_least", limit, "add", up));
            let down = self.config.down_increment;
            let down = settings
                .down_threshold
                .map(|limit| rule("under", limit, "remove", down));
            // Without a threshold, or by a method that nobody knows, there is no rule of that name.
            let unknown = || json!({ strategy.method.as_str(): {} });
            let known = ["cloudwatch", "queued_jobs"].contains(&strategy.method.as_str());
            let up = up.filter(|_| known).unwrap_or_else(unknown);
            [Some(up), down].into_iter().flatten()
        });
        let pause = CYCLE.times(self.config.pause_cycles.unwrap_or_default());
        let mut guards = self.limits.guards(true);
        guards["scale_out"] = json!({"cooldown": pause.to_string()});
        document(self.limits.bounds(&self.instances), rules.collect(), guards)
    }

    /// When the scale-out was whose pause has so many cycles left.
    fn paused_since(&self) -> Option<Timestamp> {
        let left = u32::try_from(self.pause_before.as_u64()?)
            .ok()
            .filter(|left| 0 < *left)?;
        let whole = CYCLE.times(self.config.pause_cycles.unwrap_or_default());
        // A moment after the run that was so many cycles ago.
        let until = CYCLE.times(left - 1).after(at(1));
        Some(whole.before(until))
    }

    /// One run, and what became of it.
    fn run(
        &self,
        world: &mut World,
        index: usize,
        cycle: &Cycle,
        right: &Value,
    ) -> Result<Outcome, String> {
        let now = CYCLE
            .times(u32::try_from(index).unwrap_or(u32::MAX))
            .after(at(0));
        let measured = self.measured(cycle, now)?;
        let seen = self.instances.seen(true, measured, now);
        let decision = world.evaluate(&seen, now);
        // The next run finds the instances as they were; somebody else has seen to that.
        world.look(&seen, Period::minutes(5).after(now));
        let verdicts = judged(
            &part(right, &["verdicts"]),
            &json!({"verdicts": self.verdicts(&decision)}),
        );
        if verdicts != Outcome::Passed {
            return Ok(verdicts);
        }
        let (started, stopped) = done(&decision);
        let size = self.instances.size();
        let (least, _) = self.limits.bounds(&self.instances);
        if size < least {
            return different(least <= decision.desired().0, UNDER_THE_LEAST);
        }
        if decision.combined.capacity().0 < size {
            let less = Less {
                fleet: &self.instances,
                limits: &self.limits,
                paid: true,
                work_is_known: true,
            };
            let leaving = self.config.down_increment.unwrap_or_default();
            if let Some(reason) = less.difference(leaving) {
                return different(decision.desired().0 == less.to(leaving), reason);
            }
        }
        if right.get("started").is_none() && right.get("stopped").is_none() {
            return self.left(world, now, right);
        }
        Ok(compared(right, started, &stopped))
    }

    /// How many cycles the pause still has.
    fn left(&self, world: &World, now: Timestamp, right: &Value) -> Result<Outcome, String> {
        let pause = CYCLE.times(self.config.pause_cycles.unwrap_or_default());
        let until = world.state.scaled_out_at.map(|since| pause.after(since));
        let runs = (1..=100).map(|run| CYCLE.times(run).after(now));
        let left = runs
            .take_while(|run| until.is_some_and(|until| *run < until))
            .count();
        Ok(judged(
            &part(right, &["pause_after"]),
            &json!({ "pause_after": left }),
        ))
    }

    /// A pause is a time here: it passes while nothing is acted on, and does not begin.
    fn dry_run_keeps_the_pause(&self, policy: decision::Policy) -> Result<Outcome, String> {
        let state = decision::ScalingState {
            scaled_out_at: self.paused_since(),
            ..decision::ScalingState::default()
        };
        let cycle = self.cycles.first().ok_or("no cycle")?;
        let seen = self
            .instances
            .seen(true, self.measured(cycle, at(0))?, at(0));
        let decision = decision::decide(&policy, &seen, &state, at(0));
        let after = state.remembering(&policy, &decision, at(0));
        different(
            after.scaled_out_at == state.scaled_out_at,
            "a pause is a time; a dry run neither begins nor shortens it",
        )
    }

    /// What each strategy says, by what its rules found.
    fn verdicts(&self, decision: &Decision) -> Map<String, Value> {
        let mut rules = decision.rules.iter().map(|verdict| json!(verdict.finding));
        let strategies = self.config.strategies.iter().map(|strategy| {
            let reached =
                |rule: Option<Value>| rule.is_some_and(|rule| rule["step"]["reached"] == true);
            if strategy.settings.multiplier() != 0.0 {
                let load = rules
                    .next()
                    .map(|rule| rule["load_plus_online"]["load"].clone());
                let verdict = match load.as_ref().and_then(Value::as_str) {
                    Some("high") => "up",
                    Some("low") => "down",
                    _ => "none",
                };
                return (strategy.name.clone(), json!(verdict));
            }
            let up = reached(rules.next());
            let down = strategy.settings.down_threshold.is_some() && reached(rules.next());
            let verdict = match (up, down) {
                (true, _) => "up",
                (false, true) => "down",
                (false, false) => "none",
            };
            (strategy.name.clone(), json!(verdict))
        });
        strategies.collect()
    }

    fn measured(&self, cycle: &Cycle, now: Timestamp) -> Result<Vec<Series>, String> {
        let strategies = self.config.strategies.iter().zip(STAND_INS);
        let series = strategies.map(|(strategy, metric)| {
            let each = strategy
                .settings
                .sample_period
                .map_or(Period::minutes(1), Period::seconds);
            let points = cycle.points(strategy, each);
            let back = |(age, value): &(f64, f64)| (milliseconds_before(now, *age), *value);
            series(metric, each, &points.iter().map(back).collect::<Vec<_>>())
        });
        series.collect()
    }
}

fn milliseconds_before(now: Timestamp, seconds: f64) -> i64 {
    let back = jiff::SignedDuration::from_secs_f64(seconds);
    (now - back).as_millisecond() - at(0).as_millisecond()
}

impl Settings {
    fn multiplier(&self) -> f64 {
        self.up_threshold_online_workers_multiplier
            .unwrap_or_default()
    }

    fn samples(&self, method: &str) -> usize {
        if method == "queued_jobs" {
            1
        } else {
            self.sample_count.unwrap_or(3)
        }
    }
}

impl Cycle {
    /// The newest point is a period old when it is complete.
    fn points(&self, strategy: &Strategy, each: Period) -> Vec<(f64, f64)> {
        if strategy.method == "queued_jobs" {
            let queue = self.queued(strategy.settings.operation_types.as_deref());
            return queue.map(|queue| (60.0, queue)).into_iter().collect();
        }
        let points = match &self.points {
            Points::OfOne(points) => Some(points),
            Points::OfEach(points) => {
                points.get(strategy.settings.metric.as_deref().unwrap_or_default())
            }
        };
        let whole = f64::from(each.as_seconds());
        let points = points.into_iter().flatten();
        points.map(|(age, value)| (age + whole, *value)).collect()
    }

    /// Jobs of these operations; `None` when the job system does not answer.
    fn queued(&self, operations: Option<&[String]>) -> Option<f64> {
        let Some(by_operation) = self.queue["by_op"].as_object() else {
            return self.queue.as_f64();
        };
        let of = |name: &String| operations.is_none_or(|operations| operations.contains(name));
        Some(
            by_operation
                .iter()
                .filter(|(name, _)| of(name))
                .filter_map(|(_, jobs)| jobs.as_f64())
                .sum(),
        )
    }
}
