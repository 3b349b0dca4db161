//! The log of calls.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State as Extract},
    http::StatusCode,
};
use serde::Deserialize;

use crate::{
    call_log::{CallCount, LoggedCall},
    state::Shared,
};

/// `?since=n`: calls with a greater number; all that are kept if left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Since {
    #[serde(default)]
    since: u64,
}

pub(crate) async fn since(
    Extract(shared): Extract<Arc<Shared>>,
    Query(since): Query<Since>,
) -> Json<Vec<LoggedCall>> {
    Json(shared.state().calls.since(since.since))
}

pub(crate) async fn summary(Extract(shared): Extract<Arc<Shared>>) -> Json<Vec<CallCount>> {
    Json(shared.state().calls.summary())
}

/// Also forgets what the authorizer has allowed, so that the next calls are asked for again.
pub(crate) async fn clear(Extract(shared): Extract<Arc<Shared>>) -> StatusCode {
    shared.state().calls.clear();
    shared.forget_permissions();
    StatusCode::NO_CONTENT
}
