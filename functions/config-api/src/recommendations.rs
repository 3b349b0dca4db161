//! Recommendations of other systems, for the rules that listen to them.

use axum::{
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
};
use decision::{Policy, Proposal, Pushed, TargetId, policy::nearest};

use crate::{
    document::Submitted,
    gateway::{Caller, Now},
    parameters::NoParameters,
    ports::Api,
    problem::{Kind, Problem, problems},
    target_path,
};

/// The target and the source that a path names.
pub(crate) struct SourcePath {
    target: TargetId,
    source: String,
}

impl<S: Send + Sync> FromRequestParts<S> for SourcePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String, String)>::from_request_parts(parts, state).await;
        let Path((kind, name, source)) =
            path.map_err(|error| Problem::new(Kind::BadParameter, error.body_text()))?;
        let target = target_path::target(&kind, name)?;
        Ok(Self { target, source })
    }
}

problems!(PushProblems: BadParameter, MalformedDocument, UnknownTarget, UnknownSource, TooLarge,
    UnsupportedMediaType, InvalidRecommendation, Internal, AccessDenied, Throttled, Unavailable);

/// Pushes a recommendation; the rules that listen to its source see it at their next evaluation.
///
/// It takes the place of the one before, and counts from when it arrived.
#[utoipa::path(
    put,
    path = "/v1/targets/{kind}/{id}/recommendations/{source}",
    tag = "targets",
    operation_id = "pushRecommendation",
    params(
        ("kind" = String, Path, description = "`kinesis-stream`, `emr-cluster`, `ecs-service` or `event-source-mapping`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster, `cluster.service`, the UUID of the mapping"),
        ("source" = String, Path, description = "As a rule `external` of the target's policy names it"),
    ),
    request_body(content((Object = "application/json"), (Object = "application/yaml")), description = "`{\"capacity\": 12}`, or `add` or `remove` with units or per cent"),
    responses((status = 204, description = "Kept"), PushProblems)
)]
pub(crate) async fn push(
    State(api): State<Api>,
    SourcePath { target, source }: SourcePath,
    _: NoParameters,
    Caller(by): Caller,
    Now(at): Now,
    submitted: Submitted,
) -> Result<StatusCode, Problem> {
    let proposal = Proposal::parse(&submitted.document).map_err(|mistakes| {
        let detail = "`errors` lists what is wrong";
        Problem::new(Kind::InvalidRecommendation, detail).with_faults(submitted.faults(mistakes))
    })?;
    listened_to(&api, &target, &source).await?;
    let pushed = Pushed {
        source,
        at,
        proposal,
    };
    api.push(&target, &pushed).await?;
    tracing::info!(%target, source = pushed.source, %proposal, by, "pushed");
    Ok(StatusCode::NO_CONTENT)
}

/// What nobody would ever read is refused, so that a misspelt source does not go unnoticed.
async fn listened_to(api: &Api, target: &TargetId, source: &str) -> Result<(), Problem> {
    let stored = api.policies().await?;
    let policies = stored
        .iter()
        .filter_map(|stored| Policy::parse(&stored.document).ok());
    let policies: Vec<_> = policies
        .filter(|policy| policy.kind == target.kind)
        .collect();
    let names = |policy: &&Policy| policy.targets.contains(&target.name);
    let selects = |policy: &&Policy| {
        let selector = policy.selector.as_ref();
        selector.is_some_and(|selector| selector.fits(&target.name))
    };
    let policy = policies.iter().find(names);
    let policy = policy.or_else(|| policies.iter().find(selects));
    let policy = policy.ok_or_else(|| target_path::unknown(target))?;
    let sources = policy.sources();
    if sources.iter().any(|known| known == source) {
        return Ok(());
    }
    let known: Vec<_> = sources.iter().map(String::as_str).collect();
    let detail = format!(
        "no rule `external` of the policy `{}` listens to `{source}`{}",
        policy.name,
        nearest(source, &known)
    );
    Err(Problem::new(Kind::UnknownSource, detail))
}
