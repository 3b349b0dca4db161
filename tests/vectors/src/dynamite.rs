//! Dynamite: services on machines, scaled by one alarm up and one down.

mod closed_loop;
pub(crate) mod engine;
pub(crate) mod executor;
pub(crate) mod guard;
mod members;
mod model;
pub(crate) mod policy;
pub(crate) mod rules;
mod sent;
mod services;
pub(crate) mod slots;

use serde::Deserialize;
use serde_json::{Value, json};

/// Enough that no bound is ever met.
const BOUNDS: (u32, u32) = (0, 1_000_000);
const RUNNING: u32 = 1_000;

/// Metrics that stand for those of the input, in the order in which its policies name them.
const STAND_INS: [&str; 4] = [
    "containers_pending",
    "apps_pending",
    "apps_running",
    "nodes_lost",
];

const BEGINS_ANEW: &str = "after a change of size every condition starts anew";
pub(crate) const TRIED_AGAIN: &str =
    "what was not accepted is tried again after two minutes, as long as it is asked for";
const MORE_COUNTS: &str = "of an increase and a decrease at the same moment the increase counts";

/// An alarm of Dynamite.
#[derive(Clone, Deserialize)]
pub(crate) struct Alarm {
    operator: Operator,
    threshold: f64,
    period_s: u32,
    cooldown_s: u32,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Operator {
    Gt,
    Lt,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Direction {
    fn command(self) -> &'static str {
        match self {
            Self::Up => "scale_up",
            Self::Down => "scale_down",
        }
    }
}

impl Alarm {
    /// The cooldown of an alarm is the rest of a step.
    fn rule(&self, metric: &str, direction: Direction) -> Value {
        json!({ "step": self.condition(metric, direction) })
    }

    /// The same, judged of each instance by itself.
    fn rule_of_each(&self, metric: &str, direction: Direction) -> Value {
        json!({ "per_instance": self.condition(metric, direction) })
    }

    fn condition(&self, metric: &str, direction: Direction) -> Value {
        let mut step = json!({"metric": metric, "rest": format!("{}s", self.cooldown_s)});
        let operator = match self.operator {
            Operator::Gt => "over",
            Operator::Lt => "under",
        };
        step[operator] = json!(self.threshold);
        let change = match direction {
            Direction::Up => "add",
            Direction::Down => "remove",
        };
        step[change] = json!(1);
        // More than no time has gone at the second sample.
        if self.period_s == 0 {
            step["samples"] = json!(2);
        } else {
            step["for"] = json!(format!("{}s", self.period_s));
        }
        step
    }

    fn holds(&self, value: f64) -> bool {
        match self.operator {
            Operator::Gt => self.threshold < value,
            Operator::Lt => value < self.threshold,
        }
    }

    /// Much load that asks for less, or little that asks for more.
    fn is_the_wrong_way_round(&self, direction: Direction) -> bool {
        (self.operator == Operator::Gt) != (direction == Direction::Up)
    }
}
