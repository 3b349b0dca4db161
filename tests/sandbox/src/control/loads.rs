//! Loads by hand: from now on this much, until it is removed.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Extract},
    http::StatusCode,
};
use serde::Deserialize;
use simulation::load::{Demand, LoadError};

use super::Problem;
use crate::state::Shared;

/// `{"bytes_per_second": …, "records_per_second": …}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamLoad {
    bytes_per_second: f64,
    records_per_second: f64,
}

/// `{"containers_per_minute": …}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClusterLoad {
    containers_per_minute: f64,
}

pub(crate) async fn set_stream(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    Json(load): Json<StreamLoad>,
) -> Result<StatusCode, Problem> {
    let demand = Demand {
        bytes: load.bytes_per_second,
        records: load.records_per_second,
    };
    override_stream(&shared, &name, Some(demand))
}

pub(crate) async fn remove_stream(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    override_stream(&shared, &name, None)
}

pub(crate) async fn set_cluster(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    Json(load): Json<ClusterLoad>,
) -> Result<StatusCode, Problem> {
    override_cluster(&shared, &id, Some(load.containers_per_minute))
}

pub(crate) async fn remove_cluster(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    override_cluster(&shared, &id, None)
}

fn override_stream(
    shared: &Shared,
    name: &str,
    step: Option<Demand>,
) -> Result<StatusCode, Problem> {
    let mut state = shared.state();
    let stream = state
        .world
        .stream_mut(name)
        .ok_or_else(|| unknown("stream", name))?;
    stream.set_override(step).map_err(bad)?;
    Ok(StatusCode::NO_CONTENT)
}

fn override_cluster(shared: &Shared, id: &str, step: Option<f64>) -> Result<StatusCode, Problem> {
    let mut state = shared.state();
    let cluster = state
        .world
        .cluster_mut(id)
        .ok_or_else(|| unknown("cluster", id))?;
    cluster.set_override(step).map_err(bad)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn unknown(kind: &str, name: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("there is no {kind} {name}"))
}

fn bad(error: LoadError) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, error.to_string())
}
