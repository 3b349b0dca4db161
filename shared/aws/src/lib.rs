//! The ports of `evaluation`, met with AWS: one adapter for each service, named for it.
//!
//! Every call has a timeout, a bounded number of retries with jitter, and fails with a typed error.

mod cloudwatch;
mod configuration;
mod emr;
mod failure;
mod kinesis;
mod pace;
mod store;

pub use aws_config::SdkConfig;
pub use cloudwatch::CloudWatch;
pub use configuration::{configuration, retries, timeouts};
pub use emr::Emr;
pub use kinesis::Kinesis;
pub use store::Table;
