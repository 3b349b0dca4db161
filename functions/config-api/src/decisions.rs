//! The decisions of a target, newest first: why capacity was what it was, at any minute.

use axum::{Json, extract::State, http::Uri};
use decision::{Action, ActivityEnd, Capacity, Policy, TargetId};
use evaluation::{Act, Failure, Outcome, Record};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    parameters::Parameters,
    ports::Api,
    problem::{Kind, Problem, problems},
    reasons::{self, BoundsInForce, GuardSaid, RuleSaid},
    target_path::{self, TargetPath},
};

const DEFAULT: usize = 50;
const MOST: usize = 200;

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
    /// `hold`, `scale`, `continue` (the next step of a change that takes several), or `none`:
    /// there was no decision.
    #[schema(example = "scale")]
    action: &'static str,
    from: Option<u32>,
    to: Option<u32>,
    /// Why, in one sentence.
    because: String,
    bounds: Option<BoundsInForce>,
    rules: Vec<RuleSaid>,
    guards: Vec<GuardSaid>,
    act: ActTaken,
    /// The change that was seen to end then.
    ended: Option<Ended>,
    /// What went wrong without preventing a decision.
    problems: Vec<String>,
}

/// What was done about a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActTaken {
    /// `none`, `dry-run`, `claimed` (and not answered yet), `accepted`, `refused` or `failed`.
    #[schema(example = "accepted")]
    result: &'static str,
    /// The capacity that the service was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u32>,
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

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionList {
    #[schema(example = "kinesis-stream/clicks")]
    target: String,
    items: Vec<DecisionRecord>,
    /// `before` of the next page; null at the end.
    next: Option<Timestamp>,
    /// What cannot be shown, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

impl DecisionRecord {
    /// A record in the words of the API; `policy` if it is the one that decided.
    pub(crate) fn of(record: &Record, policy: Option<&Policy>) -> Self {
        let decision = match &record.outcome {
            Outcome::Decided { decision, .. } => Some(decision),
            Outcome::Continued { .. } | Outcome::Failed { .. } => None,
        };
        let (action, from, to) = moved(&record.outcome);
        Self {
            since: record.since,
            until: record.until,
            times: record.times,
            policy: record.policy.clone(),
            policy_version: record.policy_version,
            action,
            from: from.map(|capacity| capacity.0),
            to: to.map(|capacity| capacity.0),
            because: record.sentence(),
            bounds: decision.map(|decision| decision.bounds.into()),
            rules: decision.map_or_else(Vec::new, |said| reasons::rules(&said.rules, policy)),
            guards: decision.map_or_else(Vec::new, |said| reasons::guards(&said.guards)),
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
        Outcome::Continued {
            current, desired, ..
        } => ("continue", Some(*current), Some(*desired)),
        Outcome::Failed { .. } => ("none", None, None),
    }
}

impl ActTaken {
    fn of(outcome: &Outcome) -> Self {
        let plain = |result| Self {
            result,
            asked: None,
            failure: None,
            message: None,
        };
        let failed = |result, failure, message: &str| Self {
            failure: Some(failure),
            message: Some(message.to_owned()),
            ..plain(result)
        };
        match outcome {
            Outcome::Failed { failure, message } => failed("failed", *failure, message),
            Outcome::Decided { act, .. } | Outcome::Continued { act, .. } => match act {
                Act::None => plain("none"),
                Act::DryRun => plain("dry-run"),
                Act::Claimed => plain("claimed"),
                Act::Accepted { asked } => Self {
                    asked: Some(asked.0),
                    ..plain("accepted")
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

/// Which decisions are asked for.
struct Asked {
    limit: usize,
    before: Option<Timestamp>,
}

impl Asked {
    fn read(uri: &Uri) -> Result<Self, Problem> {
        let parameters = Parameters::read(uri, &["limit", "before", "at"])?;
        let limit = parameters.limit(MOST)?;
        let before = parameters.parsed("before", instant)?;
        let at = parameters.parsed("at", instant)?;
        match (at, before) {
            (Some(_), Some(_)) => {
                let detail = "`at` and `before` both say where to begin; send one of them";
                Err(Problem::new(Kind::BadParameter, detail))
            }
            // In force at an instant is what began by then.
            (Some(at), None) => Ok(Self {
                limit: limit.unwrap_or(1),
                before: Some(
                    at.saturating_add(jiff::Span::new().nanoseconds(1))
                        .unwrap_or(at),
                ),
            }),
            (None, before) => Ok(Self {
                limit: limit.unwrap_or(DEFAULT),
                before,
            }),
        }
    }
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let expected = "a time such as 2026-11-21T08:00:00Z; a `+` in it has to be sent as %2B";
    text.parse().map_err(|_| expected)
}

problems!(DecisionsProblems: BadParameter, UnknownTarget, Internal, AccessDenied, Throttled,
    Unavailable);

/// The decisions of a target, newest first.
///
/// Evaluations in a row that said the same are one item, with `since`, `until` and `times`. What
/// a policy decided that is gone since can still be read.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}/decisions",
    tag = "targets",
    operation_id = "listDecisions",
    params(
        ("kind" = String, Path, description = "`kinesis-stream` or `emr-cluster`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster"),
        ("limit" = Option<usize>, Query, description = "The most items: 1 to 200, else 50, or 1 with `at`"),
        ("before" = Option<Timestamp>, Query, description = "Only what began before; `next` of the page before"),
        ("at" = Option<Timestamp>, Query, description = "The decision in force then, and what led to it"),
    ),
    responses((status = 200, description = "A page of decisions", body = DecisionList), DecisionsProblems)
)]
pub(crate) async fn decisions(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    uri: Uri,
) -> Result<Json<DecisionList>, Problem> {
    let Asked { limit, before } = Asked::read(&uri)?;
    let (newest, older) = tokio::join!(
        newest(&api, &target),
        api.history(&target, before, limit.saturating_add(1))
    );
    let (newest, problem) = newest?;
    let mut records = older?;
    if records.is_empty() && newest.is_none() && problem.is_none() {
        known(&api, &target).await?;
    }
    let newest = newest.filter(|newest| before.is_none_or(|before| newest.since < before));
    if let Some(newest) = newest {
        // A holder that died after archiving a record leaves it in both places.
        records.retain(|record| record.since != newest.since);
        records.insert(0, newest);
    }
    let more = records.len() > limit;
    records.truncate(limit);
    let next = records.last().filter(|_| more).map(|last| last.since);
    let items = records
        .iter()
        .map(|record| DecisionRecord::of(record, None))
        .collect();
    Ok(Json(DecisionList {
        target: target.to_string(),
        items,
        next,
        problems: problem.into_iter().collect(),
    }))
}

/// The newest record, which is not in the history yet, or why it cannot be read.
async fn newest(api: &Api, target: &TargetId) -> Result<(Option<Record>, Option<String>), Problem> {
    let remembered = api.remembered(target.kind).await?;
    let known = remembered.into_iter().find(|known| known.target == *target);
    Ok(match known.map(|known| known.memory) {
        None => (None, None),
        Some(Ok(memory)) => (memory.record, None),
        Some(Err(error)) => (None, Some(error.to_string())),
    })
}

/// A target without decisions is one that a policy names.
async fn known(api: &Api, target: &TargetId) -> Result<(), Problem> {
    let policies = api.policies().await?;
    let roster = evaluation::Roster::of(target.kind, &policies, Vec::new());
    let assigned = roster.assignments.iter().any(|each| each.target == *target);
    let broken = roster
        .broken
        .iter()
        .any(|each| each.target.as_ref() == Some(target));
    if assigned || broken {
        Ok(())
    } else {
        Err(target_path::unknown(target))
    }
}
