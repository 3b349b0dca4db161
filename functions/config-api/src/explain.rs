//! What would be decided now, and why; nothing is changed.

use axum::{Json, extract::State};
use decision::{Action, Mode};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    budget::Budget,
    failures,
    gateway::Now,
    parameters::NoParameters,
    ports::Api,
    problem::{Problem, problems},
    reasons::{self, BoundsInForce, GuardSaid, MetricSeen, RuleSaid},
    shards::ShardsSaid,
    target_path::TargetPath,
    targets,
};

/// An evaluation that is not acted on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explanation {
    #[schema(example = "kinesis-stream/clicks")]
    target: String,
    policy: String,
    policy_version: u64,
    /// `active`, `dry-run` or `paused`.
    #[schema(value_type = String)]
    mode: Mode,
    /// When this was evaluated.
    at: Timestamp,
    /// The units that serve now.
    capacity: u32,
    /// Units that carry load but are not scaled.
    fixed: u32,
    /// `ready`, `changing`, `starting`, `stopping`, `replacing`, `disabled` or `on_demand`, as of a
    /// target.
    readiness: &'static str,
    /// The tasks that run, where a service has not those that it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<u32>,
    /// `hold` or `scale`.
    #[schema(example = "hold")]
    action: &'static str,
    from: u32,
    to: u32,
    /// Why, in one sentence.
    because: String,
    /// The bounds in force now.
    bounds: BoundsInForce,
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
    /// When this is decided in earnest; null: at the next tick.
    next_evaluation: Option<Timestamp>,
    /// What went wrong on the way.
    problems: Vec<String>,
    /// What the policy selects in vain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

problems!(ExplainProblems: BadParameter, UnknownTarget, TargetGone, TargetBroken, TargetNotOurs,
    Internal, AccessDenied, BadAnswer, Throttled, Unavailable);

/// Evaluates a target now without acting.
///
/// Names what each rule recommends and what each guard makes of it.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}/explain",
    tag = "targets",
    operation_id = "explainTarget",
    params(
        ("kind" = String, Path, description = "`kinesis-stream`, `emr-cluster`, `ecs-service` or `event-source-mapping`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster, `cluster.service`, the UUID of the mapping"),
    ),
    responses((status = 200, description = "What would be decided", body = Explanation), ExplainProblems)
)]
pub(crate) async fn explain(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    _: NoParameters,
    Now(now): Now,
) -> Result<Json<Explanation>, Problem> {
    let (assignment, warnings) = targets::assigned(&api, &target).await?;
    let explanation = api.explain(&assignment, now).await;
    let explanation = explanation.map_err(|error| failures::of_target(&error))?;
    let decision = explanation.decision;
    let policy = &assignment.policy;
    Ok(Json(Explanation {
        target: target.to_string(),
        policy: policy.name.clone(),
        policy_version: assignment.policy_version,
        mode: policy.mode,
        at: now,
        capacity: explanation.status.capacity.0,
        fixed: explanation.status.fixed.0,
        readiness: explanation.status.readiness.name(),
        running: explanation
            .status
            .readiness
            .running()
            .map(|running| running.0),
        action: match decision.action {
            Action::Hold => "hold",
            Action::ScaleTo(_) => "scale",
        },
        from: decision.current.0,
        to: decision.desired().0,
        because: explanation.because,
        bounds: decision.bounds.into(),
        seen: reasons::seen(&decision.seen),
        rules: reasons::rules(&decision.rules, Some(policy)),
        guards: reasons::guards(&decision.guards),
        victims: decision.victims,
        shards: decision.heat.map(ShardsSaid::from),
        may_change_at: decision.until,
        budget: decision.budget.map(Budget::from),
        next_evaluation: assignment.memory.next_evaluation,
        problems: explanation.problems,
        warnings,
    }))
}
