//! Evaluations of a stream.

use std::collections::BTreeMap;

use decision::{Capacity, Member, Observation, Stage, Work};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Asked, Subject,
    asked::Texts,
    comparison::{Right, explained, right, same_values},
    series::{METRICS, Values, filled, of, series, statistics},
};
use crate::{Outcome, Vector, different};

#[derive(Deserialize)]
struct Input {
    stream: String,
    now: Timestamp,
    config: Config,
    shards: Vec<Shard>,
    metrics: Values,
    #[serde(default)]
    shard_metrics: BTreeMap<String, Values>,
}

#[derive(Deserialize)]
struct Config {
    stream_upscale_expr: String,
    stream_downscale_expr: String,
    #[serde(default = "yes")]
    configured: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Shard {
    id: String,
    #[serde(default)]
    closed: bool,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    if vector.input.get("listener").is_some() {
        return Ok(Outcome::NotYet("enhanced monitoring"));
    }
    let input: Input = vector.input()?;
    if !input.config.configured {
        return Ok(Outcome::NotApplicable(
            "a target without a policy is not scaled",
        ));
    }
    let right = right(vector);
    let Some(evaluations) = right["iterations"].as_array() else {
        return input.evaluated(&right, input.open());
    };
    let mut open = input.open();
    let mut outcome = Outcome::Passed;
    for evaluation in evaluations {
        let came = input.evaluated(evaluation, open)?;
        if came != Outcome::Passed {
            outcome = came;
        }
        let after = evaluation["open_shards_after"].as_u64();
        open = after
            .and_then(|open| u32::try_from(open).ok())
            .unwrap_or(open);
    }
    Ok(outcome)
}

impl Input {
    fn open(&self) -> u32 {
        let open = self.shards.iter().filter(|shard| !shard.closed).count();
        u32::try_from(open).unwrap_or(u32::MAX)
    }

    /// The stream of so many open shards.
    fn subject(&self, open: u32, metrics: &Values) -> Subject {
        let shards = self.shards.iter().filter(|shard| !shard.closed);
        let shards = shards.map(|shard| Member {
            id: shard.id.clone(),
            group: None,
            since: None,
            stage: Stage::Serving,
            work: Work::Unknown,
            protected: false,
            series: self
                .shard_metrics
                .get(&shard.id)
                .map_or_else(Vec::new, |values| series(values, self.now)),
        });
        let seen = Observation {
            capacity: Capacity(open),
            series: series(metrics, self.now),
            members: Some(shards.collect()),
            ..Observation::default()
        };
        Subject::stream(&self.stream, seen, self.now)
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            upscale: &self.config.stream_upscale_expr,
            downscale: &self.config.stream_downscale_expr,
        }
    }

    fn evaluated(&self, right: &Value, open: u32) -> Result<Outcome, String> {
        let subject = self.subject(open, &self.metrics);
        same_values(&subject, &self.aggregates(right))?;
        let requests = subject.requests(self.texts());
        let decision = subject.decided_with(self.texts());
        let desired = decision.map(|decision| decision.desired().0);
        let gaps = filled(&self.metrics) != self.metrics;
        if gaps && 0 < requests.less() && desired == Some(open) {
            return Ok(Outcome::Different(
                "less is not asked for while minutes are missing that either expression looks at",
            ));
        }
        if desired.is_some_and(|desired| desired != requests.lead_to(open, 1)) {
            return Err(format!("{requests:?} of {open} come to {desired:?}"));
        }
        let expected = Right::of(right, "requested_shards");
        let differences = expected.differences(&requests);
        if !differences.is_empty() {
            return explained(&differences, |came| self.difference(open, expected, came));
        }
        let Some(desired) = desired else {
            return refusal(right);
        };
        if let Some(shards) = right["shards_after"].as_u64()
            && shards != u64::from(desired)
        {
            return Err(format!("expected {shards} shards, came {desired}"));
        }
        if open == 0 {
            let reason = "a size under the least is brought up to it";
            different(0 < desired, reason)
        } else if desired == open {
            Ok(Outcome::Passed)
        } else {
            Ok(Outcome::NotYet("reshards"))
        }
    }

    /// What Themis made of the metrics, where there are no gaps.
    fn aggregates(&self, right: &Value) -> Vec<(String, f64)> {
        let stream = &right["aggregates"]["stream"];
        let mut expected = Vec::new();
        for (name, _) in METRICS {
            let themis = if name == "IteratorAgeMilliseconds" {
                "GetRecords_IteratorAgeMilliseconds"
            } else {
                name
            };
            let place = format!("stream.{themis}");
            expected.extend(statistics(&place, &stream[themis], of(&self.metrics, name)));
            let shards = right["aggregates"]["shards_list"].as_array();
            for (index, shard) in shards.into_iter().flatten().enumerate() {
                let values = shard["id"]
                    .as_str()
                    .and_then(|id| self.shard_metrics.get(id));
                let values = values.and_then(|values| of(values, name));
                let place = format!("shards_list[{index}].{name}");
                expected.extend(statistics(&place, &shard[name], values));
            }
        }
        expected
    }

    /// Why Auxo may see it otherwise.
    fn difference(&self, open: u32, right: Right, came: &Asked) -> Option<&'static str> {
        let texts = self.texts();
        let named = |name: &str| texts.upscale.contains(name) || texts.downscale.contains(name);
        match came {
            Asked::Refused if METRICS.iter().any(|(of, _)| named(&format!("shards.{of}"))) => {
                return Some("there are no aggregates over shards: refused when it is saved");
            }
            Asked::Units(0) if named("time_based") => {
                return Some("dates with minimums are there for streams too");
            }
            Asked::Unknown(why) if why.contains("divided by zero") => {
                return Some(
                    "what is divided by zero is unknown, measured or not; the rule abstains and says so",
                );
            }
            _ => {}
        }
        let filled = filled(&self.metrics);
        let zeros = self.subject(open, &filled).requests(texts);
        let only_gaps = filled != self.metrics && right.differences(&zeros).is_empty();
        only_gaps.then_some("a minute without a datapoint is missing, not nothing")
    }
}

/// Themis met the mistake when it was evaluated, and did not act on any other target after it.
fn refusal(right: &Value) -> Result<Outcome, String> {
    let result = |direction: &str| right["requested"][direction]["type"].as_str();
    let is_none = |result: Option<&str>| matches!(result, Some("none" | "list" | "tuple"));
    if right["raised"].is_null() && right["action"].is_null() {
        Ok(Outcome::Passed)
    } else if is_none(result("upscale")) || is_none(result("downscale")) {
        Ok(Outcome::Different(
            "a result that is no number is refused when it is saved",
        ))
    } else {
        Err("the policy is refused".to_owned())
    }
}
