//! A stream's keys and its consumer by hand: from now on like this, until it is put back.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Extract},
    http::StatusCode,
};
use serde::Deserialize;
use simulation::{
    stream::{KeySpec, Mode, Stream},
    world::StreamSpec,
};

use super::Problem;
use crate::state::Shared;

/// `{"bytes_per_second_per_shard": …}`; 0 stops it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Speed {
    bytes_per_second_per_shard: f64,
}

pub(crate) async fn set_keys(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    Json(keys): Json<KeySpec>,
) -> Result<StatusCode, Problem> {
    change(&shared, &name, |stream, _| stream.set_keys(&keys))
}

pub(crate) async fn restore_keys(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    change(&shared, &name, |stream, spec| stream.set_keys(&spec.keys))
}

pub(crate) async fn set_consumer(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    Json(speed): Json<Speed>,
) -> Result<StatusCode, Problem> {
    let speed = speed.bytes_per_second_per_shard;
    change(&shared, &name, |stream, _| stream.set_consumer_speed(speed))
}

pub(crate) async fn restore_consumer(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    change(&shared, &name, |stream, spec| {
        stream.set_consumer_speed(spec.consumer_bytes_per_second_per_shard)
    })
}

/// Changes a stream, knowing its description; one that was created since has the default one.
fn change(
    shared: &Shared,
    name: &str,
    change: impl FnOnce(&mut Stream, &StreamSpec) -> Result<(), String>,
) -> Result<StatusCode, Problem> {
    let mut state = shared.state();
    let described = state
        .world
        .spec()
        .streams
        .iter()
        .find(|spec| spec.name == name);
    let described = described.cloned();
    let described = described.unwrap_or_else(|| StreamSpec::idle(name, 1, Mode::default()));
    let stream = state
        .world
        .stream_mut(name)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no stream {name}")))?;
    change(stream, &described).map_err(|fault| Problem::new(StatusCode::BAD_REQUEST, fault))?;
    Ok(StatusCode::NO_CONTENT)
}
