//! The control API under `/sandbox`, in JSON: what a test or a person at the local stack does to
//! the world, beside the services' own calls.

mod calls;
mod faults;
mod loads;
mod services;
mod streams;
mod time;
mod world;

use std::sync::Arc;

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde_json::json;

use crate::state::Shared;

/// The routes, to be nested under `/sandbox`.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/clock", get(time::show).put(time::set))
        .route("/reset", post(time::reset))
        .route("/world", get(world::show).put(world::replace))
        .route(
            "/streams/{name}/load",
            put(loads::set_stream).delete(loads::remove_stream),
        )
        .route(
            "/streams/{name}/keys",
            put(streams::set_keys).delete(streams::restore_keys),
        )
        .route(
            "/streams/{name}/consumer",
            put(streams::set_consumer).delete(streams::restore_consumer),
        )
        .route(
            "/clusters/{id}/load",
            put(loads::set_cluster).delete(loads::remove_cluster),
        )
        .route("/services/{id}/deployment", put(services::deploy))
        .route(
            "/faults",
            get(faults::show).post(faults::set).delete(faults::clear),
        )
        .route("/calls", get(calls::since).delete(calls::clear))
        .route("/calls/summary", get(calls::summary))
        .fallback(async || Problem::new(StatusCode::NOT_FOUND, "there is nothing here"))
}

/// Why a request was not carried out: a status, and a sentence for the caller.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}
