//! The ports of `evaluation`, met with AWS: one adapter for each service, named for it.
//!
//! Every call has a timeout, a bounded number of retries with jitter, and fails with a typed error.

mod cloudwatch;
mod configuration;
mod ecs;
mod emr;
mod failure;
mod kinesis;
mod mappings;
mod pace;
mod store;

pub use aws_config::SdkConfig;
pub use cloudwatch::CloudWatch;
pub use configuration::{configuration, retries, timeouts};
pub use ecs::Ecs;
pub use emr::Emr;
pub use kinesis::Kinesis;
pub use mappings::Mappings;
pub use store::Table;
