//! Kinesis, EMR, ECS, Lambda's event source mappings and CloudWatch on the wire, over the pure models of `simulation`: the calls that
//! Auxo makes, answered as the services answer them, limits and delays included.
//!
//! Beside the services' own endpoints there is a control API under `/sandbox`: the clock, the
//! loads, faults, and a log of who called what.

mod authorizer;
mod call_log;
mod clock;
mod control;
mod fault;
mod running;
mod state;
mod wire;

pub use call_log::{CallCount, LoggedCall};
pub use fault::{Fault, FaultKind};
pub use running::{Running, Sandbox, StartError};
pub use simulation::{World, WorldSpec};

/// The built-in world, as JSON: one stream with a service that reads it, and one cluster, that all
/// need to grow and to shrink within any six hours. It has no start: it begins when the sandbox does.
pub const DEFAULT_WORLD: &str = include_str!("../world.json");
