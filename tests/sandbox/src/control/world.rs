//! The world: what each target has and has to bear now, and a new one in its place.

use std::sync::Arc;

use axum::{Json, extract::State as Extract, http::StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use simulation::{
    World, WorldSpec,
    cluster::{Cluster, GroupKind},
    mapping::Mapping,
    service::Service,
    stream::Stream,
};

use super::Problem;
use crate::{
    clock::{self, Clock},
    state::Shared,
};

pub(crate) async fn show(Extract(shared): Extract<Arc<Shared>>) -> Json<Value> {
    Json(shown(&mut shared.state().world))
}

/// A world with a start stands still at it; one without begins now and follows the wall clock.
/// Faults and the log stay.
pub(crate) async fn replace(
    Extract(shared): Extract<Arc<Shared>>,
    Json(spec): Json<WorldSpec>,
) -> Result<Json<Value>, Problem> {
    let (now, clock) = match spec.start.map(Timestamp::as_second) {
        Some(start) => (start, Clock::Frozen),
        None => (clock::wall(), Clock::Live),
    };
    let built = World::new(spec, now);
    let world = built.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let mut state = shared.state();
    (state.world, state.clock) = (world, clock);
    Ok(Json(shown(&mut state.world)))
}

fn shown(world: &mut World) -> Value {
    let names: Vec<String> = world.streams().keys().cloned().collect();
    let streams: Vec<Value> = names
        .iter()
        .filter_map(|name| world.stream_mut(name).map(|found| stream(name, found)))
        .collect();
    let ids: Vec<String> = world.clusters().keys().cloned().collect();
    let clusters: Vec<Value> = ids
        .iter()
        .filter_map(|id| world.cluster_mut(id).map(|found| cluster(id, found)))
        .collect();
    let services: Vec<Value> = world.services().iter().map(service).collect();
    let mappings: Vec<Value> = world.mappings().iter().map(mapping).collect();
    json!({
        "now": clock::written(world.now()),
        "streams": streams,
        "clusters": clusters,
        "services": services,
        "mappings": mappings,
    })
}

fn service((id, service): (&String, &Service)) -> Value {
    json!({ "id": id, "desired": service.desired(), "running": service.running() })
}

fn mapping((uuid, mapping): (&String, &Mapping)) -> Value {
    json!({ "uuid": uuid, "factor": mapping.factor(), "state": mapping.state() })
}

fn stream(name: &str, stream: &mut Stream) -> Value {
    json!({
        "name": name,
        "mode": stream.mode(),
        "status": stream.status(),
        "shards": stream.layout().open(),
        "calls_left": stream.calls_left(),
        "shard_metrics": names(stream),
        "load": stream.demand(),
        "override": stream.override_in_force(),
        "consumer": {
            "bytes_per_second_per_shard": stream.consumer().speed(),
            "unread_bytes": stream.consumer().unread_bytes(),
            "undrained_shards": stream.consumer().undrained(),
        },
        "records": stream.totals(),
    })
}

fn names(stream: &Stream) -> Vec<&'static str> {
    let metrics = stream.shard_metrics().iter();
    metrics.map(|metric| metric.name()).collect()
}

fn cluster(id: &str, cluster: &mut Cluster) -> Value {
    let group = |kind: GroupKind| {
        json!({
            "requested": cluster.requested(kind),
            "running": cluster.running(kind),
            "status": cluster.group_status(kind),
        })
    };
    let (core, task) = (group(GroupKind::Core), group(GroupKind::Task));
    json!({
        "id": id,
        "state": cluster.state(),
        "core": core,
        "task": task,
        "containers_pending": cluster.pending(),
        "containers_allocated": cluster.allocated(),
        "load": { "containers_per_minute": cluster.arrivals_per_minute() },
        "override": cluster.override_in_force().map(|rate| json!({ "containers_per_minute": rate })),
    })
}
