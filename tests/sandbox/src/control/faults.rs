//! Faults: setting, showing and clearing them.

use std::sync::Arc;

use axum::{Json, extract::State as Extract, http::StatusCode};
use serde::Serialize;

use crate::{fault::Fault, state::Shared};

/// The faults in force, and how many calls are being held.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    faults: Vec<Fault>,
    held: usize,
}

pub(crate) async fn show(Extract(shared): Extract<Arc<Shared>>) -> Json<Shown> {
    let state = shared.state();
    Json(Shown {
        faults: state.faults.in_force().to_vec(),
        held: state.faults.held,
    })
}

pub(crate) async fn set(
    Extract(shared): Extract<Arc<Shared>>,
    Json(fault): Json<Fault>,
) -> StatusCode {
    shared.state().faults.set(fault);
    StatusCode::CREATED
}

/// Held calls are let go, and answered with a failure.
pub(crate) async fn clear(Extract(shared): Extract<Arc<Shared>>) -> StatusCode {
    shared.clear_faults();
    StatusCode::NO_CONTENT
}
