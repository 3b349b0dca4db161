//! One invocation of a scaling function: event → tick → report.

use std::pin::Pin;

use decision::TargetKind;
use evaluation::{
    Actuator, Evaluator, Inbox, Listings, MetricSource, PolicyStore, StateStore, TargetSource,
    TickReport,
};
use lambda_runtime::LambdaEvent;
use serde_json::Value;

use crate::{deadline::Invocation, event, failure::Failed, going_on::go_on};

/// Evaluates the due targets of a kind, and reports in the answer and in one line of the log.
pub(crate) async fn tick<M, T, A, S>(
    evaluator: &Evaluator<M, T, A, S>,
    kind: TargetKind,
    invocation: LambdaEvent<Value>,
) -> Result<TickReport, Failed>
where
    M: MetricSource,
    T: TargetSource,
    A: Actuator,
    S: StateStore + PolicyStore + Inbox + Listings,
{
    let deadline = Invocation::new(&invocation.context);
    // Its type erased: calls of the SDK nest so deeply that the compiler gives up on the whole.
    let ticked: Pin<Box<dyn Future<Output = Result<TickReport, Failed>> + '_>> = Box::pin(async {
        let now = event::time(&invocation.payload)?;
        let report = evaluator.tick(kind, now, &deadline).await?;
        Ok(go_on(evaluator, kind, report, &deadline).await)
    });
    let report = ticked.await?; // the runtime logs a failure
    log(&report);
    Ok(report)
}

fn log(report: &TickReport) {
    tracing::info!(
        time = %report.time,
        kind = %report.kind,
        due = report.due,
        held = report.held,
        denied = %serde_json::json!(report.denied),
        acted = report.acted.len(),
        operating = report.operating.len(),
        dry_run = report.dry_run.len(),
        refused = report.refused.len(),
        conflicts = report.conflicts.len(),
        failed = report.failed.len(),
        retired = report.retired.len(),
        left = report.left.len(),
        warnings = report.warnings.len(),
        problems = report.problems.len(),
        "tick"
    );
}
