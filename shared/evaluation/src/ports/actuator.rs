//! Changes targets.

use std::future::Future;

use decision::{Capacity, Policy, TargetId, reshard::Operation};

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
        let message = format!("{target} has no shards");
        async {
            Err(PortError {
                operation: "reshard",
                failure: Failure::Refused,
                message,
            })
        }
    }
}
