//! The scaling functions. Each names its own adapters, so that a binary holds only the clients
//! that it calls.

use aws::{CloudWatch, Ecs, Emr, Kinesis, Mappings, Table};
use decision::TargetKind;
use evaluation::{Actuator, Evaluator, ParsedPolicies, TargetSource, TickReport};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use tokio::join;

use crate::{
    failure::Failed,
    start::{Started, start},
    tick::tick,
};

/// Serves ticks over Kinesis streams until the platform ends it.
///
/// # Errors
/// When a setting is missing, or the platform cannot be reached.
pub async fn scale_streams() -> Result<(), Error> {
    let started = start("auxo-scale-streams").await?;
    let streams = Kinesis::new(&started.aws);
    serve(TargetKind::KinesisStream, started, streams).await
}

/// Serves ticks over EMR clusters until the platform ends it.
///
/// # Errors
/// When a setting is missing, or the platform cannot be reached.
pub async fn scale_clusters() -> Result<(), Error> {
    let started = start("auxo-scale-clusters").await?;
    let clusters = Emr::new(&started.aws);
    serve(TargetKind::EmrCluster, started, clusters).await
}

/// Serves ticks over what reads streams, ECS services and event source mappings, until the platform
/// ends it.
///
/// # Errors
/// When a setting is missing, or the platform cannot be reached.
pub async fn scale_consumers() -> Result<(), Error> {
    let started = start("auxo-scale-consumers").await?;
    let metrics = CloudWatch::new(&started.aws);
    let services = evaluator(&started, metrics.clone(), Ecs::new(&started.aws));
    let mappings = evaluator(&started, metrics, Mappings::new(&started.aws));
    let (services, mappings) = (&services, &mappings);
    run(service_fn(async |event: LambdaEvent<Value>| {
        let (services, mappings) = join!(
            told(tick(services, TargetKind::EcsService, event.clone())),
            told(tick(mappings, TargetKind::EventSourceMapping, event)),
        );
        Ok::<_, Failed>([services?, mappings?])
    }))
    .await
}

/// Of two ticks that fail the answer can tell one.
async fn told(
    tick: impl Future<Output = Result<TickReport, Failed>>,
) -> Result<TickReport, Failed> {
    let ticked = tick.await;
    ticked.inspect_err(|failed| tracing::error!(%failed, "a tick failed"))
}

async fn serve<T>(kind: TargetKind, started: Started, targets: T) -> Result<(), Error>
where
    T: TargetSource + Actuator + Clone,
{
    let metrics = CloudWatch::new(&started.aws);
    let evaluator = evaluator(&started, metrics, targets);
    let evaluator = &evaluator;
    run(service_fn(|event: LambdaEvent<Value>| {
        tick(evaluator, kind, event)
    }))
    .await
}

fn evaluator<T: Clone>(
    started: &Started,
    metrics: CloudWatch,
    targets: T,
) -> Evaluator<CloudWatch, T, T, Table> {
    Evaluator {
        metrics,
        targets: targets.clone(),
        actuator: targets,
        store: started.table.clone(),
        policies: ParsedPolicies::default(),
    }
}
