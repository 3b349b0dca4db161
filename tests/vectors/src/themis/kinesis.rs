//! Evaluations of a stream.

use std::collections::BTreeMap;

use decision::{Capacity, Member, Observation, Stage, Work};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Asked, Subject,
    asked::{Direction, Texts, is_no_number, is_text},
    comparison::{Reasons, Right, right, same_values},
    series::{METRICS, Values, filled, of, series, statistics},
};
use crate::{Outcome, Vector, different, expression::TEXT_COUNTS};

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
        return input.evaluated(vector, &right, input.open());
    };
    let mut open = input.open();
    let mut outcome = Outcome::Passed;
    for evaluation in evaluations {
        let came = input.evaluated(vector, evaluation, open)?;
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

    fn evaluated(&self, vector: &Vector, right: &Value, open: u32) -> Result<Outcome, String> {
        let subject = self.subject(open, &self.metrics);
        same_values(&subject, &self.aggregates(right))?;
        let texts = self.texts();
        let requests = subject.requests(texts);
        let decision = subject.decided_with(texts);
        let desired = decision.map(|decision| decision.desired().0);
        let without_gaps = self.subject(open, &filled(&self.metrics)).requests(texts);
        let sees_gaps = self.sees_gaps(texts);
        if sees_gaps && 0 < requests.less() {
            return different(
                desired == Some(open),
                "less is not asked for while minutes are missing that either expression looks at",
            );
        }
        if desired.is_some_and(|desired| desired != requests.lead_to(open, 1)) {
            return Err(format!("{requests:?} of {open} come to {desired:?}"));
        }
        let right_requests = Right::of(right, "requested_shards");
        if sees_gaps && without_gaps != requests {
            right_requests.compare(&without_gaps, &Reasons::default())?;
            return Ok(Outcome::Different(
                "a minute without a datapoint is missing, not nothing",
            ));
        }
        let reasons = Reasons::of(vector, texts, &requests, reason);
        right_requests.compare(&requests, &reasons)?;
        if let Some(reason) = reasons.first() {
            return Ok(Outcome::Different(reason));
        }
        let Some(desired) = desired else {
            return self.refused(right);
        };
        self.resharded(vector, right, open, desired)
    }

    /// The number of shards is right; which of them are split or merged may be open.
    fn resharded(
        &self,
        vector: &Vector,
        right: &Value,
        open: u32,
        desired: u32,
    ) -> Result<Outcome, String> {
        if let Some(shards) = right["shards_after"].as_u64()
            && shards != u64::from(desired)
        {
            return Err(format!("expected {shards} shards, came {desired}"));
        }
        // Of a corrected number nothing else is said.
        let corrected = vector.auxo_expected.as_ref().and_then(Value::as_object);
        let is_number =
            |member: &String| ["requested_shards", "shards_after"].contains(&member.as_str());
        let only_number = corrected.is_some_and(|all| all.keys().all(is_number));
        if open == 0 {
            let reason = "a size under the least is brought up to it";
            different(0 < desired, reason)
        } else if desired == open || only_number {
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

    /// Does either expression look at all minutes of a metric of which some are missing? `last` is
    /// the newest that there is.
    fn sees_gaps(&self, texts: Texts<'_>) -> bool {
        let filled = filled(&self.metrics);
        let gaps = self
            .metrics
            .iter()
            .filter(|(name, values)| filled.get(*name) != Some(*values));
        let looks_at = |name: &str, aggregate: &str| {
            let place = format!("{name}.{aggregate}");
            texts.upscale.contains(&place) || texts.downscale.contains(&place)
        };
        let whole = ["average", "sum", "min", "max"];
        gaps.map(|(name, _)| name.rsplit('.').next().unwrap_or(name))
            .any(|name| whole.iter().any(|aggregate| looks_at(name, aggregate)))
    }

    /// Themis met the mistake when it was evaluated, and did not act on any other target after it.
    fn refused(&self, right: &Value) -> Result<Outcome, String> {
        let texts = self.texts();
        if [texts.upscale, texts.downscale]
            .iter()
            .any(|text| is_no_number(text))
        {
            return Ok(Outcome::Different(
                "a result that is no number is refused when it is saved",
            ));
        }
        if right["raised"].is_null() && right["action"].is_null() {
            Ok(Outcome::Passed)
        } else {
            Err("the policy is refused".to_owned())
        }
    }
}

/// Why Auxo sees it otherwise.
fn reason(text: &str, _: Direction, came: &Asked) -> Option<&'static str> {
    let mut metrics = METRICS.iter();
    match came {
        Asked::Refused if metrics.any(|(of, _)| text.contains(&format!("shards.{of}"))) => {
            Some("there are no aggregates over shards: refused when it is saved")
        }
        Asked::Units(_) if text.contains("time_based") => {
            Some("dates with minimums are there for streams too")
        }
        Asked::Units(_) if is_text(text) => Some(TEXT_COUNTS),
        Asked::Unknown(why) if why.contains("divided by zero") => Some(
            "what is divided by zero is unknown, measured or not; the rule abstains and says so",
        ),
        _ => None,
    }
}
