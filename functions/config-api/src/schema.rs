//! The schema of policies, for editors.

use axum::{http::header, response::IntoResponse};

use crate::{parameters::NoParameters, problem::problems};

const SCHEMA: &str = include_str!("../../../docs/policy.schema.json");

problems!(SchemaProblems: BadParameter, Internal);

/// What a policy can be: its JSON Schema (draft 2020-12).
#[utoipa::path(
    get,
    path = "/v1/policy.schema.json",
    tag = "service",
    operation_id = "getPolicySchema",
    responses((status = 200, description = "The schema", body = Object, content_type = "application/schema+json"), SchemaProblems)
)]
pub(crate) async fn schema(_: NoParameters) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/schema+json")], SCHEMA)
}
