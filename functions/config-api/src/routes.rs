//! Every route, once: the router and the OpenAPI document are both made from this list.

use std::sync::Arc;

use axum::{Router, middleware};
use evaluation::{
    History, Inbox, Listings, MetricSource, PolicyRepository, StateStore, StreamSource,
    TargetSource,
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    costs, decisions, explain, health, layers,
    openapi::{self, Document},
    policies, policy_updates,
    ports::{Api, Ports},
    recommendations, schema, targets,
};

/// The API over `ports`.
pub fn router<S, M, T>(ports: Ports<S, M, T>) -> Router
where
    S: PolicyRepository + StateStore + History + Inbox + Listings + 'static,
    M: MetricSource + 'static,
    T: TargetSource + StreamSource + 'static,
{
    let api: Api = Arc::new(ports);
    let (router, _) = routed().split_for_parts();
    router
        .fallback(layers::unknown_route)
        .method_not_allowed_fallback(layers::method_not_allowed)
        .layer(middleware::from_fn(layers::contain_panics))
        .layer(middleware::map_response(layers::with_security_headers))
        .with_state(api)
}

pub(crate) fn routed() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(health::health))
        .routes(routes!(openapi::openapi))
        .routes(routes!(schema::schema))
        .routes(routes!(policies::list))
        .routes(routes!(
            policies::get,
            policy_updates::put,
            policy_updates::delete
        ))
        .routes(routes!(policy_updates::validate))
        .routes(routes!(targets::list))
        .routes(routes!(targets::get))
        .routes(routes!(decisions::decisions))
        .routes(routes!(explain::explain))
        .routes(routes!(costs::costs))
        .routes(routes!(recommendations::push))
}
