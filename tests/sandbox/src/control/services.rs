//! Services by hand.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Extract},
    http::StatusCode,
};
use serde::Deserialize;

use super::{Problem, loads::unknown};
use crate::state::Shared;

/// `{"seconds": …}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deployment {
    seconds: u32,
}

/// Begins a deployment, which has the tasks before beside the new ones for so long.
pub(crate) async fn deploy(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    Json(deployment): Json<Deployment>,
) -> Result<StatusCode, Problem> {
    let mut state = shared.state();
    let service = state.world.service_mut(&id);
    let service = service.ok_or_else(|| unknown("service", &id))?;
    service.deploy(deployment.seconds);
    Ok(StatusCode::NO_CONTENT)
}
