//! Changes targets.

use std::future::Future;

use decision::{Capacity, Policy, TargetId, heat::Switch, reshard::Operation};

use super::{Examined, Failure, PortError, Status};

/// Changes targets.
pub trait Actuator: Send + Sync {
    /// Asks for `desired`, or for as much of the way from `status` as the service allows at once,
    /// and tells what was asked for. Asking twice for the same changes nothing more.
    fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        policy: &Policy,
    ) -> impl Future<Output = Result<Capacity, PortError>> + Send;

    /// Splits or merges shards of a stream, as `examined` saw them. Asking again once it is done
    /// is refused, and changes nothing. Other kinds of targets have nothing of the kind.
    fn operate(
        &self,
        target: &TargetId,
        _examined: &Examined,
        _operation: Operation,
    ) -> impl Future<Output = Result<(), PortError>> + Send {
        async { Err(without_shards(target)) }
    }

    /// Has metrics of a stream's single shards sent, or not any more. Asking again changes nothing.
    fn monitor(
        &self,
        target: &TargetId,
        _switch: Switch,
        _metrics: &[String],
    ) -> impl Future<Output = Result<(), PortError>> + Send {
        async { Err(without_shards(target)) }
    }
}

fn without_shards(target: &TargetId) -> PortError {
    PortError {
        operation: "reshard",
        failure: Failure::Refused,
        message: format!("{target} has no shards"),
    }
}
