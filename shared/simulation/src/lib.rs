//! Pure models of what Auxo controls: streams and YARN clusters under load, the services and
//! mappings that read streams, and the metrics that CloudWatch would hold about them.
//!
//! Nothing here reads a clock, the environment or a file, and nothing waits: every model is told
//! the time in whole seconds since the Unix epoch. A world that is built again from the same
//! description and driven by the same calls replays identically.

pub mod account;
pub mod cluster;
pub mod load;
pub mod mapping;
pub mod metrics;
mod noise;
pub mod service;
pub mod stream;
pub mod world;

pub use world::{World, WorldSpec};
