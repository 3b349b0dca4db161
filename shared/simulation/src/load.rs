//! What is asked of a target: bytes and records per second of a stream, containers per second of
//! a cluster. Generated from a shape, recorded, constant, or overridden by hand.

pub mod arrivals;
pub mod demand;
pub mod recording;
pub mod shape;
pub mod times;

pub use arrivals::{ArrivalSpec, Arrivals, ClusterLoadSpec};
pub use demand::{Demand, LoadError, StreamLoad, StreamLoadSpec};
pub use recording::{ClusterRecording, RecordingError, StreamRecording};
pub use shape::{Bursts, Daily, Shape, Wave};
pub use times::Times;
