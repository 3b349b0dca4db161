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
use crate::{Capacity, Direction, Metric, Period, policy::Mistakes, rules::Need, watched::Watched};

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
    over: f64,
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
        (*over < newest.value()).then(|| (metric, newest.value(), *over))
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
        Direction::Out if context.on_the_way => None,
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        guards::tests::{Case, noon},
        rules::tests::stream,
    };

    fn case() -> Case {
        Case::new(
            8,
            json!({"scale_in": {"cooldown": "15m", "stabilization": "0s"},
                   "scale_out": {"cooldown": "5m"}}),
        )
    }

    #[test]
    fn scaling_in_waits_after_a_change_in_either_direction() {
        let mut case = case();
        case.state.scaled_in_at = Some(Period::minutes(14).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(8));
        case.state.scaled_in_at = None;
        case.state.scaled_out_at = Some(Period::minutes(14).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(8));
        case.state.scaled_out_at = Some(Period::minutes(15).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(4));
    }

    #[test]
    fn scaling_out_does_not_wait_after_scaling_in() {
        let mut case = case();
        case.state.scaled_in_at = Some(Period::minutes(1).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn scaling_out_waits_after_scaling_out() {
        let mut case = case();
        case.state.scaled_out_at = Some(Period::minutes(4).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(8));
        case.on_the_way = true;
        assert_eq!(case.restrained(12).0, Capacity(12));
        case.on_the_way = false;
        assert_eq!(
            case.word("cooldown", 12),
            "cooldown: 8 instead of 12, until 2026-03-02T12:01:00Z"
        );
    }

    #[test]
    fn when_its_time_has_passed_to_the_second_it_is_over() {
        let mut case = case();
        case.state.scaled_out_at = Some(Period::minutes(5).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(12));
        case.state.scaled_out_at = Some(Period::seconds(5 * 60 - 1).before(noon()));
        assert_eq!(case.restrained(12).0, Capacity(8));
    }

    /// Scaled out three minutes ago, with this write utilization since.
    fn overloaded(utilization: &[f64]) -> Case {
        let broken_by = json!({"metric": "write_utilization", "over": 0.9});
        let cooldown = json!({"wait": "10m", "broken_by": broken_by});
        let mut case = Case::new(8, json!({"scale_out": {"cooldown": cooldown}}));
        case.seen = stream(8, utilization);
        case.state.scaled_out_at = Some(Period::minutes(3).before(noon()));
        case.state.changed_at = case.state.scaled_out_at;
        case
    }

    #[test]
    fn an_overload_breaks_the_cooldown_of_scaling_out() {
        assert_eq!(overloaded(&[0.9]).restrained(12).0, Capacity(8));
        assert_eq!(overloaded(&[0.95]).restrained(12).0, Capacity(12));
        assert_eq!(
            overloaded(&[0.95]).word("cooldown", 12),
            "cooldown: broken, because write_utilization 95 % is over 90 %"
        );
    }

    #[test]
    fn an_overload_from_before_the_last_change_breaks_nothing() {
        let mut case = overloaded(&[0.95]);
        case.state.changed_at = Some(noon());
        assert_eq!(case.restrained(12).0, Capacity(8));
    }

    #[test]
    fn an_overload_that_is_not_measured_breaks_nothing() {
        assert_eq!(overloaded(&[]).restrained(12).0, Capacity(8));
    }
}
