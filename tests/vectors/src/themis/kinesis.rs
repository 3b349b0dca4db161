//! Evaluations of a stream.

mod measured;
mod monitoring;
mod named;
mod otherwise;
mod resharding;
mod shards;

use std::collections::BTreeMap;

use decision::{Capacity, Member, Observation, Stage, Work};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Subject,
    asked::Texts,
    comparison::{Reasons, Right, right, same_values},
    series::{Values, filled, series},
};
use crate::{Outcome, Vector, different};
use otherwise::{reason, refused, without_layout};
use resharding::Resharding;
use shards::Shards;

#[derive(Deserialize)]
struct Input {
    stream: String,
    now: Timestamp,
    config: Config,
    shards: Shards,
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

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    if vector.input.get("listener").is_some() {
        return monitoring::judge(vector);
    }
    let input: Input = vector.input()?;
    if !input.config.configured {
        return Ok(Outcome::NotApplicable(
            "a target without a policy is not scaled",
        ));
    }
    let right = right(vector);
    let Some(evaluations) = right["iterations"].as_array() else {
        return input.evaluated(vector, &right, &input.shards);
    };
    let mut shards = input.shards.clone();
    let mut outcome = Outcome::Passed;
    for evaluation in evaluations {
        let came = input.evaluated(vector, evaluation, &shards)?;
        if outcome == Outcome::Passed {
            outcome = came;
        }
        shards = shards.after(&evaluation["calls"])?;
    }
    Ok(outcome)
}

/// As many even shards as those that are open are as strong as: what an evaluation sees.
fn capacity(shards: &Shards) -> u32 {
    shards
        .layout()
        .map_or_else(|| shards.count(), |layout| layout.strength())
}

impl Input {
    /// The stream with these shards, of such a capacity.
    fn subject(&self, shards: &Shards, capacity: u32, metrics: &Values) -> Subject {
        let members = shards.open().map(|shard| Member {
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
            capacity: Capacity(capacity),
            series: series(metrics, self.now),
            members: Some(members.collect()),
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

    fn evaluated(
        &self,
        vector: &Vector,
        right: &Value,
        shards: &Shards,
    ) -> Result<Outcome, String> {
        let capacity = capacity(shards);
        let subject = self.subject(shards, capacity, &self.metrics);
        same_values(&subject, &self.aggregates(right))?;
        let texts = self.texts();
        let requests = subject.requests(texts);
        let policy = subject.policy_with(texts);
        let decision = policy.as_ref().map(|policy| subject.decided_by(policy));
        let desired = decision.as_ref().map(|decision| decision.desired().0);
        let sees_gaps = self.sees_gaps(texts);
        if sees_gaps && 0 < requests.less() {
            return different(
                desired == Some(capacity),
                "less is not asked for while minutes are missing that either expression looks at",
            );
        }
        if desired.is_some_and(|desired| desired != requests.lead_to(capacity, 1)) {
            return Err(format!("{requests:?} of {capacity} come to {desired:?}"));
        }
        let asked = Right::of(right, "requested_shards");
        let filled = filled(&self.metrics);
        let without_gaps = self.subject(shards, capacity, &filled).requests(texts);
        if sees_gaps && without_gaps != requests {
            asked.compare(&without_gaps, &Reasons::default())?;
            return Ok(Outcome::Different(
                "a minute without a datapoint is missing, not nothing",
            ));
        }
        let reasons = Reasons::of(vector, texts, &requests, reason);
        let counted = self.subject(shards, shards.count(), &self.metrics);
        let by_count = counted.requests(texts);
        asked.compare(&by_count, &reasons)?;
        if let Some(reason) = reasons.first() {
            return Ok(Outcome::Different(reason));
        }
        let (Some(policy), Some(decision)) = (policy, decision) else {
            return refused(texts, right);
        };
        let Some(layout) = shards.layout() else {
            return without_layout(shards, desired);
        };
        Resharding::of(&subject, &policy, &decision, &layout)?.compare(shards, right)
    }
}
