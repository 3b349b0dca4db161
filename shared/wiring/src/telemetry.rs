//! Logs: to standard output, in the format and from the level that the platform asks for.

use std::panic::{self, PanicHookInfo};

/// Called once, before anything is logged. `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL` are
/// the platform's; `RUST_LOG` counts where they are not set.
pub(crate) fn init() {
    lambda_runtime::tracing::init_default_subscriber();
    panic::set_hook(Box::new(log));
}

/// A panic is caught where it belongs to one target; without this its place would be lost.
fn log(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string);
    tracing::error!(message, place, "panicked");
}
