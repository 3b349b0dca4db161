//! The adapters over the wire: Kinesis, EMR, ECS, Lambda and CloudWatch as the sandbox serves them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod cloudwatch;
mod consumers;
mod discovery;
mod emr;
mod faults;
mod kinesis;
mod logged;
#[path = "../table/lossy.rs"]
mod lossy;
mod rates;
mod world;
