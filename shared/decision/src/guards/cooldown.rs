//! Cooldown: after a change has arrived, wait before the next one in the same direction.
//!
//! Scaling in waits after any change, because what a scale-out brought has to be seen at work
//! first; a scale-out is never delayed by a scale-in, and ends its cooldown. The rest of a
//! scale-out that one call could not finish does not wait: it was let through already. An
//! overload breaks the cooldown of scaling out when the policy names one, after the overload
//! threshold of the autoscaler for Cloud Spanner.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{
    Capacity, Direction, Metric, Period, metric_value::MetricValue, policy::Mistakes, rules::Need,
    watched::Watched,
};

/// A length of time by itself, or with what breaks it.
#[derive(Clone, Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline)]
struct Document {
    /// How long to wait. Default: `0s` out, `15m` in.
    #[deserr(default)]
    wait: Option<Period>,
    /// Load that cannot wait; only of `scale_out`. Default: none.
    #[deserr(default)]
    broken_by: Option<Overload>,
}

/// How long to wait before the next change, counted from when the last one had arrived. Scaling
/// out waits after scaling out, scaling in after any change. Default: `0s` out, `15m` in.
#[derive(Clone, Debug, Default, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [Period::json_schema(generator), Document::json_schema(generator)])
)]
pub(crate) struct Setting(Document);

/// Load that cannot wait: a metric above this, in the metric's unit.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline)]
struct Overload {
    /// What shows that load cannot wait.
    metric: Watched,
    /// The threshold that it has to be above, in the metric's unit.
    #[schemars(extend("examples" = [0.9]))]
    over: MetricValue,
}

impl Deserr<Mistakes> for Setting {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if let Value::Map(_) = value {
            return Document::deserialize_from_value(value, location).map(Self);
        }
        let wait = Some(Period::deserialize_from_value(value, location)?);
        Ok(Self(Document {
            wait,
            broken_by: None,
        }))
    }
}

impl Setting {
    /// How long to wait, where that is said.
    pub(crate) fn wait(&self) -> Option<Period> {
        self.0.wait
    }

    /// The metric and the value by which the cooldown is broken, if it is.
    fn broken(&self, context: &Context<'_>) -> Option<(Metric, f64, f64)> {
        let Overload { metric, over } = self.0.broken_by.as_ref()?;
        let (metric, newest) = metric.newest(&context.view).ok()?;
        let over = over.number();
        (over < newest.value()).then(|| (metric, newest.value(), over))
    }
}

impl Sets for Setting {
    fn needs(&self) -> Vec<Need> {
        let broken_by = self.0.broken_by.as_ref();
        broken_by.map_or_else(Vec::new, |Overload { metric, .. }| {
            metric.needs("scale_out/cooldown/broken_by/metric", Period::ZERO)
        })
    }

    fn against_direction(&self, direction: Direction) -> Option<(&'static str, &'static str)> {
        let detail = "overload does not hurry scaling in; only `scale_out` has `broken_by`";
        let broken = self.0.broken_by.is_some() && direction == Direction::In;
        broken.then_some(("broken_by", detail))
    }
}

fn default_for(direction: Direction) -> Period {
    match direction {
        Direction::Out => Period::ZERO,
        Direction::In => Period::minutes(15),
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Over,
    Waiting {
        until: Timestamp,
    },
    /// It would wait, but for this overload.
    Broken {
        metric: Metric,
        value: f64,
        over: f64,
        until: Timestamp,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (direction, settings) = context.directed(proposed)?;
    let setting = settings.cooldown.as_ref();
    let wait = setting.and_then(|setting| setting.0.wait);
    let wait = wait.unwrap_or_else(|| default_for(direction));
    let state = context.view.state;
    let last = match direction {
        Direction::Out if proposed <= context.let_through() => None,
        Direction::Out => state.scaled_out_at,
        Direction::In => state.scaled_out_at.max(state.scaled_in_at),
    };
    let until = last.map(|last| wait.after(last));
    let Some(until) = until.filter(|until| context.view.now < *until) else {
        return Some((proposed, Word::Over));
    };
    Some(match setting.and_then(|setting| setting.broken(context)) {
        Some((metric, value, over)) => {
            let word = Word::Broken {
                metric,
                value,
                over,
                until,
            };
            (proposed, word)
        }
        None if direction == Direction::Out => (context.let_through(), Word::Waiting { until }),
        None => (context.current(), Word::Waiting { until }),
    })
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Waiting { until } => Some(*until),
            Self::Over | Self::Broken { .. } => None,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over => f.write_str("over"),
            Self::Waiting { until } => write!(f, "until {until}"),
            Self::Broken {
                metric,
                value,
                over,
                ..
            } => {
                let unit = metric.unit();
                let (value, over) = (unit.words(*value), unit.words(*over));
                write!(f, "broken, because {metric} {value} is over {over}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
