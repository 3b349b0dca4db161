//! Adapters joined to the evaluation, and what a function needs around it: settings, telemetry,
//! the event, the deadline, failures as Lambda tells them.

mod deadline;
mod event;
mod failure;
mod going_on;
mod scale;
mod settings;
mod start;
mod targets;
mod telemetry;
mod tick;

pub use failure::Failed;
pub use scale::{scale_clusters, scale_consumers, scale_streams};
pub use start::{Started, start};
pub use targets::Targets;
