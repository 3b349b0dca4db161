//! The description of the API, made from the routes themselves.

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        extensions::ExtensionsBuilder,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

use crate::{
    parameters::NoParameters,
    problem::{Problem, problems},
    routes,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Auxo",
        description = "Scales Amazon EMR clusters and Amazon Kinesis data streams, and can say why."
    ),
    components(schemas(Problem)),
    modifiers(&Signed),
    security(("sigv4" = [])),
    tags(
        (name = "policies", description = "How targets are to be scaled"),
        (name = "targets", description = "What is scaled, and why"),
        (name = "service", description = "The API itself"),
    )
)]
pub(crate) struct Document;

struct Signed;

impl Modify for Signed {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let extensions = ExtensionsBuilder::new()
            .add("x-amazon-apigateway-authtype", "awsSigv4")
            .build();
        let mut signature = ApiKeyValue::with_description(
            "Authorization",
            "AWS Signature Version 4 for the service `execute-api`",
        );
        signature.extensions = Some(extensions);
        let scheme = SecurityScheme::ApiKey(ApiKey::Header(signature));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("sigv4", scheme);
    }
}

problems!(OpenApiProblems: BadParameter, Internal);

/// The description of the API (OpenAPI 3.1).
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    tag = "service",
    responses((status = 200, description = "This document", body = Object), OpenApiProblems)
)]
pub(crate) async fn openapi(_: NoParameters) -> Json<utoipa::openapi::OpenApi> {
    Json(routes::routed().into_openapi())
}
