//! A record of an evaluation in the words of the API.

use decision::{Action, ActivityEnd, Capacity, Policy};
use evaluation::{Act, Failure, Outcome, Record};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    budget::Budget,
    plan::ReshardStep,
    reasons::{self, BoundsInForce, GuardSaid, MetricSeen, RuleSaid},
    shards::ShardsSaid,
};

/// One decision, or several in a row that said the same.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionRecord {
    /// The first evaluation that this stands for.
    since: Timestamp,
    /// The last one, whose numbers these are.
    until: Timestamp,
    /// How many there were.
    times: u32,
    policy: String,
    policy_version: u64,
    /// When it was decided: earlier than `until` where a plan has gone on by it since.
    decided_at: Option<Timestamp>,
    /// `hold`, `scale`, or `none`: there was no decision.
    #[schema(example = "scale")]
    action: &'static str,
    from: Option<u32>,
    to: Option<u32>,
    /// Why, in one sentence.
    because: String,
    bounds: Option<BoundsInForce>,
    /// What was seen of each metric: its newest value, or what was missing.
    seen: Vec<MetricSeen>,
    rules: Vec<RuleSaid>,
    guards: Vec<GuardSaid>,
    /// The members that ought to go, the first of them first, where they are known.
    victims: Vec<String>,
    /// What is known of single shards, of a stream that has a hot one or is suspected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    shards: Option<ShardsSaid>,
    /// When time alone may change the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    may_change_at: Option<Timestamp>,
    /// Of a stream only.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Budget>,
    act: ActTaken,
    /// The change that was seen to end then.
    ended: Option<Ended>,
    /// What went wrong without preventing a decision.
    problems: Vec<String>,
}

/// What was done about a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActTaken {
    /// `none`, `dry-run`, `claimed` (and not answered yet), `accepted`, `asked` (a split or merge,
    /// whose outcome the shards show), `refused`, `failed`, or `retired`: the target is there no
    /// more.
    #[schema(example = "accepted")]
    result: &'static str,
    /// The capacity that the service was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u32>,
    /// The split or merge that it was, of a stream whose shards are changed one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reshard: Option<ReshardStep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    failure: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// How a change of capacity ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ended {
    /// `settled`: the capacity has arrived; `lapsed`: it did not.
    #[schema(example = "settled")]
    how: &'static str,
    at: Timestamp,
    from: u32,
    desired: u32,
}

impl DecisionRecord {
    /// A record in the words of the API; `policy` if it is the one that decided.
    pub(crate) fn of(record: &Record, policy: Option<&Policy>) -> Self {
        let decision = match &record.outcome {
            Outcome::Decided { decision, .. } => Some(decision),
            Outcome::Retired | Outcome::Failed { .. } => None,
        };
        let (action, from, to) = moved(&record.outcome);
        Self {
            since: record.since,
            until: record.until,
            times: record.times,
            policy: record.policy.clone(),
            policy_version: record.policy_version,
            decided_at: decision.map(|decision| decision.at),
            action,
            from: from.map(|capacity| capacity.0),
            to: to.map(|capacity| capacity.0),
            because: record.sentence(),
            bounds: decision.map(|decision| decision.bounds.into()),
            seen: decision.map_or_else(Vec::new, |said| reasons::seen(&said.seen)),
            rules: decision.map_or_else(Vec::new, |said| reasons::rules(&said.rules, policy)),
            guards: decision.map_or_else(Vec::new, |said| reasons::guards(&said.guards)),
            victims: decision.map_or_else(Vec::new, |said| said.victims.clone()),
            shards: decision.and_then(|said| said.heat).map(ShardsSaid::from),
            may_change_at: decision.and_then(|said| said.until),
            budget: decision.and_then(|said| said.budget).map(Budget::from),
            act: ActTaken::of(&record.outcome),
            ended: record.ended.map(Ended::from),
            problems: record.problems.clone(),
        }
    }
}

fn moved(outcome: &Outcome) -> (&'static str, Option<Capacity>, Option<Capacity>) {
    match outcome {
        Outcome::Decided { decision, .. } => {
            let action = match decision.action {
                Action::Hold => "hold",
                Action::ScaleTo(_) => "scale",
            };
            (action, Some(decision.current), Some(decision.desired()))
        }
        Outcome::Retired | Outcome::Failed { .. } => ("none", None, None),
    }
}

impl ActTaken {
    fn of(outcome: &Outcome) -> Self {
        let plain = |result| Self {
            result,
            asked: None,
            reshard: None,
            failure: None,
            message: None,
        };
        let failed = |result, failure, message: &str| Self {
            failure: Some(failure),
            message: Some(message.to_owned()),
            ..plain(result)
        };
        match outcome {
            Outcome::Retired => plain("retired"),
            Outcome::Failed { failure, message } => failed("failed", *failure, message),
            Outcome::Decided { act, .. } => match act {
                Act::None => plain("none"),
                Act::DryRun => plain("dry-run"),
                Act::Claimed => plain("claimed"),
                Act::Accepted { asked } => Self {
                    asked: Some(asked.0),
                    ..plain("accepted")
                },
                Act::Operating(step) => Self {
                    reshard: Some(step.into()),
                    ..plain("asked")
                },
                Act::Refused { failure, message } => failed("refused", *failure, message),
            },
        }
    }
}

impl From<ActivityEnd> for Ended {
    fn from(end: ActivityEnd) -> Self {
        let (how, at, from, desired) = match end {
            ActivityEnd::Settled { at, from, desired } => ("settled", at, from, desired),
            ActivityEnd::Lapsed { at, from, desired } => ("lapsed", at, from, desired),
        };
        Self {
            how,
            at,
            from: from.0,
            desired: desired.0,
        }
    }
}
