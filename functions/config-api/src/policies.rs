//! Policies: documents that are kept whole, each under a version.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use decision::Policy;
use evaluation::StoredPolicy;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    etag,
    page::Page,
    parameters::{NoParameters, Parameters},
    ports::Api,
    problem::{Fault, Kind, Problem, problems},
};

/// A policy without its document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicySummary {
    name: String,
    /// Grows by one with every update. It begins at the time, in milliseconds since 1970, so that a
    /// policy that is deleted and created again has no version twice.
    #[schema(example = 1_795_248_000_000_u64)]
    version: u64,
    /// The ETag of this version, for `If-Match`.
    #[schema(example = "\"v1795248000000\"")]
    etag: String,
    /// The kind of its targets; null when the document cannot be understood.
    #[schema(example = "kinesis-stream")]
    kind: Option<&'static str>,
    /// Names of streams or ids of clusters.
    targets: Vec<String>,
    /// What selects streams by their names besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patterns: Vec<String>,
    /// The tags that select streams besides.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    /// `active`, `dry-run` or `paused`.
    #[schema(value_type = Option<String>)]
    mode: Option<decision::Mode>,
    updated_at: Timestamp,
    /// Who stored it.
    updated_by: String,
    /// Why the document cannot be understood, if it cannot: then its targets are not scaled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
    /// What is legal and probably not what was meant; in the answer to storing it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Fault>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyList {
    items: Vec<PolicySummary>,
    /// The cursor of the next page; null at the end.
    next: Option<String>,
}

impl From<&StoredPolicy> for PolicySummary {
    fn from(stored: &StoredPolicy) -> Self {
        let (policy, problems) = match Policy::parse(&stored.document) {
            Ok(policy) => (Some(policy), Vec::new()),
            Err(mistakes) => (None, mistakes.iter().map(ToString::to_string).collect()),
        };
        let selector = policy.as_ref().and_then(|policy| policy.selector.as_ref());
        Self {
            name: stored.name.clone(),
            version: stored.version,
            etag: etag::of(stored.version),
            kind: policy.as_ref().map(|policy| policy.kind.name()),
            mode: policy.as_ref().map(|policy| policy.mode),
            patterns: selector.map_or_else(Vec::new, |selector| {
                selector.patterns.iter().map(ToString::to_string).collect()
            }),
            tags: selector.map_or_else(BTreeMap::new, |selector| selector.tags.clone()),
            targets: policy.map(|policy| policy.targets).unwrap_or_default(),
            updated_at: stored.updated_at,
            updated_by: stored.updated_by.clone(),
            problems,
            warnings: Vec::new(),
        }
    }
}

impl PolicySummary {
    pub(crate) fn with_warnings(self, warnings: Vec<Fault>) -> Self {
        Self { warnings, ..self }
    }
}

/// The name in the path.
pub(crate) struct PolicyName(pub(crate) String);

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
    Ok((tag, Json(&*stored.document)).into_response())
}

pub(crate) fn unknown(name: &str) -> Problem {
    Problem::new(Kind::UnknownPolicy, format!("there is no policy `{name}`"))
}
