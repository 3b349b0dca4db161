//! What runs of the automatic mode of 2024 are given, and as what Auxo is shown it.

use std::collections::BTreeMap;

use decision::{Period, Series};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{Fleet, Limits},
    CYCLE,
};
use crate::world::{at, document, series};

#[derive(Deserialize)]
pub(super) struct Input {
    pub(super) config: Config,
    pub(super) pause_before: Value,
    pub(super) instances: Fleet,
    #[serde(flatten)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) dry_run: bool,
    pub(super) cycles: Vec<Cycle>,
}

#[derive(Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) strategies: Vec<Strategy>,
    pub(super) pause_cycles: Option<u32>,
    pub(super) up_increment: Option<u32>,
    pub(super) down_increment: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Strategy {
    pub(super) method: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) settings: Settings,
}

#[derive(Default, Deserialize)]
pub(super) struct Settings {
    pub(super) metric: Option<String>,
    pub(super) up_threshold: Option<f64>,
    pub(super) down_threshold: Option<f64>,
    pub(super) sample_count: Option<usize>,
    pub(super) sample_period: Option<u32>,
    pub(super) up_threshold_online_workers_multiplier: Option<f64>,
    pub(super) operation_types: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct Cycle {
    #[serde(default)]
    pub(super) points: Points,
    #[serde(default)]
    pub(super) queue: Value,
}

/// Age in seconds and average, of the only metric or of several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Points {
    OfOne(Vec<(f64, f64)>),
    OfEach(BTreeMap<String, Vec<(f64, f64)>>),
}

impl Default for Points {
    fn default() -> Self {
        Self::OfOne(Vec::new())
    }
}

/// Metrics that stand for those of the strategies, in their order.
const STAND_INS: [&str; 4] = [
    "containers_pending",
    "apps_pending",
    "apps_running",
    "nodes_lost",
];

impl Input {
    /// The policy that says what the strategies say.
    pub(super) fn document(&self) -> Value {
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

    /// What is measured at a run.
    pub(super) fn measured(&self, cycle: &Cycle, now: Timestamp) -> Result<Vec<Series>, String> {
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
    pub(super) fn multiplier(&self) -> f64 {
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
