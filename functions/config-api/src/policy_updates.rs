//! Policies are stored, replaced and deleted; each update says what it replaces.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use evaluation::{Expected, SaveError, StoredPolicy};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    admission,
    document::Submitted,
    etag::{self, Condition, Tags},
    gateway::{Caller, Now},
    parameters::NoParameters,
    policies::{PolicyName, PolicySummary, unknown},
    ports::Api,
    problem::{Fault, Problem, problems},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Validity {
    #[schema(example = true)]
    valid: bool,
    /// What is legal and probably not what was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Fault>,
}

problems!(PutProblems: BadParameter, BadPrecondition, MalformedDocument, TargetTaken, StaleEtag,
    TooLarge, UnsupportedMediaType, InvalidPolicy, PreconditionRequired, Internal, AccessDenied,
    Throttled, Unavailable);

/// Creates a policy or replaces it.
///
/// `If-None-Match: *` creates, `If-Match` with the ETag of a version replaces that version and no
/// other. The document is checked whole, and all mistakes are told at once.
#[utoipa::path(
    put,
    path = "/v1/policies/{name}",
    tag = "policies",
    operation_id = "putPolicy",
    params(
        ("name" = String, Path, description = "The name in the document"),
        ("If-None-Match" = Option<String>, Header, description = "`*` to create"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what is to be replaced"),
    ),
    request_body(content((Object = "application/json"), (Object = "application/yaml")), description = "The document; at most 256 KiB"),
    responses(
        (status = 200, description = "Replaced", body = PolicySummary, headers(("ETag" = String))),
        (status = 201, description = "Created", body = PolicySummary, headers(("ETag" = String), ("Location" = String))),
        PutProblems
    )
)]
pub(crate) async fn put(
    State(api): State<Api>,
    PolicyName(name): PolicyName,
    _: NoParameters,
    Caller(updated_by): Caller,
    Now(updated_at): Now,
    headers: HeaderMap,
    submitted: Submitted,
) -> Result<Response, Problem> {
    let condition = Condition::of_put(&headers)?;
    let policy = admission::parsed(&name, &submitted)?;
    let stored = api.policies().await?;
    let current = stored.iter().find(|stored| stored.name == name);
    let expected = condition.against(&name, current.map(|current| current.version))?;
    admission::fits(&policy, &submitted, &stored)?;

    let version = current.map_or_else(
        || first_version(updated_at),
        |current| current.version.saturating_add(1),
    );
    let warnings = submitted.faults(policy.warnings(updated_at));
    let updated = StoredPolicy {
        name,
        version,
        document: submitted.document.into(),
        updated_at,
        updated_by,
    };
    if let Err(error) = api.put(&updated, expected).await {
        return Err(refused(&api, &updated.name, error).await);
    }
    tracing::info!(
        policy = updated.name,
        version,
        by = updated.updated_by,
        "stored"
    );
    let tag = (header::ETAG, etag::of(version));
    let summary = Json(PolicySummary::from(&updated).with_warnings(warnings));
    Ok(match expected {
        Expected::Absent => {
            let location = (header::LOCATION, format!("/v1/policies/{}", updated.name));
            (StatusCode::CREATED, [tag, location], summary).into_response()
        }
        Expected::Version(_) => ([tag], summary).into_response(),
    })
}

/// A version that no policy of this name ever had, so that no ETag comes again after a deletion:
/// the milliseconds since 1970. An update takes longer than one of them, so that versions, which
/// grow by one with each, never overtake the time.
fn first_version(now: Timestamp) -> u64 {
    u64::try_from(now.as_millisecond()).map_or(1, |version| version.max(1))
}

problems!(DeleteProblems: BadParameter, BadPrecondition, UnknownPolicy, StaleEtag,
    PreconditionRequired, Internal, AccessDenied, Throttled, Unavailable);

/// Deletes a policy; its targets stay as they are, and are scaled no more.
#[utoipa::path(
    delete,
    path = "/v1/policies/{name}",
    tag = "policies",
    operation_id = "deletePolicy",
    params(
        ("name" = String, Path),
        ("If-Match" = String, Header, description = "The ETag of what is to be deleted"),
    ),
    responses((status = 204, description = "Deleted"), DeleteProblems)
)]
pub(crate) async fn delete(
    State(api): State<Api>,
    PolicyName(name): PolicyName,
    _: NoParameters,
    Caller(by): Caller,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let tags = Tags::of_delete(&headers)?;
    let stored = api.policy(&name).await?.ok_or_else(|| unknown(&name))?;
    if !tags.name(stored.version) {
        return Err(etag::stale(&name, Some(stored.version)));
    }
    if let Err(error) = api.delete(&name, stored.version).await {
        return Err(refused(&api, &name, error).await);
    }
    tracing::info!(policy = name, version = stored.version, by, "deleted");
    Ok(StatusCode::NO_CONTENT)
}

problems!(ValidateProblems: BadParameter, MalformedDocument, TargetTaken, TooLarge,
    UnsupportedMediaType, InvalidPolicy, Internal, AccessDenied, Throttled, Unavailable);

/// Checks a document as storing it would, and stores nothing.
#[utoipa::path(
    post,
    path = "/v1/policies/{name}/validate",
    tag = "policies",
    operation_id = "validatePolicy",
    params(("name" = String, Path, description = "The name in the document")),
    request_body(content((Object = "application/json"), (Object = "application/yaml")), description = "The document; at most 256 KiB"),
    responses((status = 200, description = "It could be stored", body = Validity), ValidateProblems)
)]
pub(crate) async fn validate(
    State(api): State<Api>,
    PolicyName(name): PolicyName,
    _: NoParameters,
    Now(now): Now,
    submitted: Submitted,
) -> Result<Json<Validity>, Problem> {
    let policy = admission::parsed(&name, &submitted)?;
    admission::fits(&policy, &submitted, &api.policies().await?)?;
    let warnings = submitted.faults(policy.warnings(now));
    Ok(Json(Validity {
        valid: true,
        warnings,
    }))
}

/// Somebody else was faster between reading and writing, or the store failed.
async fn refused(api: &Api, name: &str, error: SaveError) -> Problem {
    match error {
        SaveError::Port(error) => error.into(),
        SaveError::Conflict => match api.policy(name).await {
            Ok(current) => etag::stale(name, current.map(|current| current.version)),
            Err(error) => error.into(),
        },
    }
}
