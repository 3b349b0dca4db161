//! Targets: what the policies name, with what is remembered of each.

use axum::{Json, extract::State, http::Uri};
use decision::{TargetId, TargetKind};
use evaluation::{Assignment, Listing, Roster, StoredPolicy};
use futures::future::try_join_all;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    page::Page,
    parameters::{NoParameters, Parameters},
    ports::Api,
    problem::{Kind, Problem, problems},
    target::{Target, TargetDetail},
    target_path::{self, TargetPath, kind_of},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetList {
    items: Vec<Target>,
    /// The cursor of the next page; null at the end.
    next: Option<String>,
    /// What is wrong with policies that name no target that they could have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
    /// What policies select in vain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// All targets of a kind, as the functions that scale see them.
pub(crate) async fn roster(api: &Api, kind: TargetKind) -> Result<Roster, Problem> {
    let (policies, remembered) = tokio::join!(api.policies(), api.remembered(kind));
    let policies = policies?;
    let listing = listing(api, kind, &policies).await?;
    Ok(Roster::of(kind, &policies, remembered?, &listing))
}

/// What there is in the account, if any policy selects among it.
pub(crate) async fn listing(
    api: &Api,
    kind: TargetKind,
    policies: &[StoredPolicy],
) -> Result<Listing, Problem> {
    if Roster::selects(kind, policies) {
        return Ok(api.listing(kind).await?);
    }
    Ok(Listing::default())
}

/// A target with the policy that scales it.
pub(crate) async fn assignment(api: &Api, target: &TargetId) -> Result<Assignment, Problem> {
    Ok(assigned(api, target).await?.0)
}

/// A target with the policy that scales it, and what that one selects in vain.
pub(crate) async fn assigned(
    api: &Api,
    target: &TargetId,
) -> Result<(Assignment, Vec<String>), Problem> {
    let roster = roster(api, target.kind).await?;
    let mut broken = roster.broken.iter();
    if let Some(broken) = broken.find(|each| each.target.as_ref() == Some(target)) {
        return Err(Problem::new(Kind::TargetBroken, broken.error.to_string()));
    }
    let mut assignments = roster.assignments.into_iter();
    let assignment = assignments.find(|each| each.target == *target);
    let assignment = assignment.ok_or_else(|| target_path::unknown(target))?;
    let warnings = roster.warnings.into_iter();
    let warnings = warnings.filter(|warning| warning.policy == assignment.policy.name);
    let warnings = warnings.map(|warning| warning.message).collect();
    Ok((assignment, warnings))
}

problems!(ListProblems: BadParameter, Internal, AccessDenied, Throttled, Unavailable);

/// What is scaled, by kind and name.
#[utoipa::path(
    get,
    path = "/v1/targets",
    tag = "targets",
    operation_id = "listTargets",
    params(
        ("kind" = Option<String>, Query, description = "Only these: `kinesis-stream`, `emr-cluster`, `ecs-service` or `event-source-mapping`"),
        ("limit" = Option<usize>, Query, description = "The most items of a page: 1 to 500, else 100"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "A page of targets", body = TargetList), ListProblems)
)]
pub(crate) async fn list(State(api): State<Api>, uri: Uri) -> Result<Json<TargetList>, Problem> {
    let parameters = Parameters::read(&uri, &["kind", "limit", "cursor"])?;
    let page = Page::asked(&parameters)?;
    let kind = parameters.parsed("kind", kind_of)?;
    let kinds = kind.map_or_else(|| TargetKind::ALL.to_vec(), |kind| vec![kind]);

    let policies = api.policies().await?;
    let remembered = try_join_all(kinds.iter().map(|kind| api.remembered(*kind))).await?;
    let mut targets = Vec::new();
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    for (kind, remembered) in kinds.into_iter().zip(remembered) {
        let listing = listing(&api, kind, &policies).await?;
        let roster = Roster::of(kind, &policies, remembered, &listing);
        warnings.extend(roster.warnings.into_iter().map(|warning| warning.message));
        targets.extend(roster.assignments.iter().map(TargetDetail::assigned));
        for broken in &roster.broken {
            match TargetDetail::broken(broken) {
                Some(target) => targets.push(target),
                None => problems.push(broken.error.to_string()),
            }
        }
    }
    // A policy that does not even say its kind is wrong for each kind.
    problems.sort();
    problems.dedup();
    let mut targets: Vec<_> = targets.into_iter().map(|detail| detail.target).collect();
    targets.sort_by_key(Target::key);
    let (items, next) = page.of(targets, Target::key);
    Ok(Json(TargetList {
        items,
        next,
        problems,
        warnings,
    }))
}

problems!(GetProblems: BadParameter, UnknownTarget, Internal, AccessDenied, Throttled, Unavailable);

/// A target with its newest decision, whole.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}",
    tag = "targets",
    operation_id = "getTarget",
    params(
        ("kind" = String, Path, description = "`kinesis-stream`, `emr-cluster`, `ecs-service` or `event-source-mapping`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster, `cluster.service`, the UUID of the mapping"),
    ),
    responses((status = 200, description = "The target", body = TargetDetail), GetProblems)
)]
pub(crate) async fn get(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    _: NoParameters,
) -> Result<Json<TargetDetail>, Problem> {
    let roster = roster(&api, target.kind).await?;
    let assigned = roster.assignments.iter().find(|each| each.target == target);
    let broken = || {
        roster
            .broken
            .iter()
            .find(|each| each.target.as_ref() == Some(&target))
    };
    let shown = assigned
        .map(TargetDetail::assigned)
        .or_else(|| broken().and_then(TargetDetail::broken));
    shown.map(Json).ok_or_else(|| target_path::unknown(&target))
}
