//! The scaling functions. Each names its own adapters, so that a binary holds only the clients
//! that it calls.

use aws::{CloudWatch, Emr, Kinesis};
use decision::TargetKind;
use evaluation::{Actuator, Evaluator, ParsedPolicies, TargetSource};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

use crate::{
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

async fn serve<T>(kind: TargetKind, started: Started, targets: T) -> Result<(), Error>
where
    T: TargetSource + Actuator + Clone,
{
    let evaluator = Evaluator {
        metrics: CloudWatch::new(&started.aws),
        targets: targets.clone(),
        actuator: targets,
        store: started.table,
        policies: ParsedPolicies::default(),
    };
    let evaluator = &evaluator;
    run(service_fn(|event: LambdaEvent<Value>| {
        tick(evaluator, kind, event)
    }))
    .await
}
