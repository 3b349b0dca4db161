//! Policies: documents that are kept whole, each under a version.

use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use decision::Policy;
use evaluation::{Expected, SaveError, StoredPolicy};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    admission,
    document::Submitted,
    etag::{self, Condition, Tags},
    gateway::{Caller, Now},
    page::Page,
    parameters::{NoParameters, Parameters},
    ports::Api,
    problem::{Kind, Problem, problems},
};

/// A policy without its document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicySummary {
    name: String,
    /// Grows by one with every update.
    version: u64,
    /// The ETag of this version, for `If-Match`.
    #[schema(example = "\"v7\"")]
    etag: String,
    /// The kind of its targets; null when the document cannot be understood.
    #[schema(example = "kinesis-stream")]
    kind: Option<&'static str>,
    /// Names of streams or ids of clusters.
    targets: Vec<String>,
    /// `active`, `dry-run` or `paused`.
    #[schema(value_type = Option<String>)]
    mode: Option<decision::Mode>,
    updated_at: Timestamp,
    /// Who stored it.
    updated_by: String,
    /// Why the document cannot be understood, if it cannot: then its targets are not scaled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyList {
    items: Vec<PolicySummary>,
    /// The cursor of the next page; null at the end.
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Validity {
    #[schema(example = true)]
    valid: bool,
}

impl From<&StoredPolicy> for PolicySummary {
    fn from(stored: &StoredPolicy) -> Self {
        let (policy, problems) = match Policy::parse(&stored.document) {
            Ok(policy) => (Some(policy), Vec::new()),
            Err(mistakes) => (None, mistakes.iter().map(ToString::to_string).collect()),
        };
        Self {
            name: stored.name.clone(),
            version: stored.version,
            etag: etag::of(stored.version),
            kind: policy.as_ref().map(|policy| policy.kind.name()),
            mode: policy.as_ref().map(|policy| policy.mode),
            targets: policy.map(|policy| policy.targets).unwrap_or_default(),
            updated_at: stored.updated_at,
            updated_by: stored.updated_by.clone(),
            problems,
        }
    }
}

/// The name in the path.
pub(crate) struct PolicyName(String);

impl<S: Send + Sync> FromRequestParts<S> for PolicyName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(name) =
            path.map_err(|error| Problem::new(Kind::BadParameter, error.body_text()))?;
        Ok(Self(name))
    }
}

problems!(ListProblems: BadParameter, Internal, AccessDenied, Throttled, Unavailable);

/// All policies, by name.
#[utoipa::path(
    get,
    path = "/v1/policies",
    tag = "policies",
    operation_id = "listPolicies",
    params(
        ("limit" = Option<usize>, Query, description = "The most items of a page: 1 to 500, else 100"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "A page of policies", body = PolicyList), ListProblems)
)]
pub(crate) async fn list(State(api): State<Api>, uri: Uri) -> Result<Json<PolicyList>, Problem> {
    let page = Page::asked(&Parameters::read(&uri, &Page::PARAMETERS)?)?;
    let mut stored = api.policies().await?;
    stored.sort_by(|one, other| one.name.cmp(&other.name));
    let (stored, next) = page.of(stored, |stored| stored.name.clone());
    let items = stored.iter().map(PolicySummary::from).collect();
    Ok(Json(PolicyList { items, next }))
}

problems!(GetProblems: BadParameter, BadPrecondition, UnknownPolicy, Internal, AccessDenied,
    Throttled, Unavailable);

/// A policy's document, as it was stored, in JSON.
#[utoipa::path(
    get,
    path = "/v1/policies/{name}",
    tag = "policies",
    operation_id = "getPolicy",
    params(
        ("name" = String, Path),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that the reader has"),
    ),
    responses(
        (status = 200, description = "The document", body = Object, headers(("ETag" = String))),
        (status = 304, description = "The reader has it already", headers(("ETag" = String))),
        GetProblems
    )
)]
pub(crate) async fn get(
    State(api): State<Api>,
    PolicyName(name): PolicyName,
    _: NoParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let stored = api.policy(&name).await?.ok_or_else(|| unknown(&name))?;
    let tag = [(header::ETAG, etag::of(stored.version))];
    if etag::unchanged(&headers, stored.version)? {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    Ok((tag, Json(stored.document)).into_response())
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
    Submitted(document): Submitted,
) -> Result<Response, Problem> {
    let condition = Condition::of_put(&headers)?;
    let policy = admission::parsed(&name, &document)?;
    let stored = api.policies().await?;
    let current = stored.iter().find(|stored| stored.name == name);
    let expected = condition.against(&name, current.map(|current| current.version))?;
    admission::alone(&policy, &stored)?;

    let version = current.map_or(1, |current| current.version.saturating_add(1));
    let updated = StoredPolicy {
        name,
        version,
        document,
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
    let summary = Json(PolicySummary::from(&updated));
    Ok(match expected {
        Expected::Absent => {
            let location = (header::LOCATION, format!("/v1/policies/{}", updated.name));
            (StatusCode::CREATED, [tag, location], summary).into_response()
        }
        Expected::Version(_) => ([tag], summary).into_response(),
    })
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
    Submitted(document): Submitted,
) -> Result<Json<Validity>, Problem> {
    let policy = admission::parsed(&name, &document)?;
    admission::alone(&policy, &api.policies().await?)?;
    Ok(Json(Validity { valid: true }))
}

fn unknown(name: &str) -> Problem {
    Problem::new(Kind::UnknownPolicy, format!("there is no policy `{name}`"))
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
