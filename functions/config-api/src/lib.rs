//! The configuration API: policies, targets, decisions, and why.
//!
//! Each resource is a file; `routes` lists them, and the OpenAPI document is made from the same
//! list. Everything that the API needs of the world comes through [`Ports`].

mod admission;
mod budget;
mod circle;
mod costs;
mod decisions;
mod document;
mod etag;
mod explain;
mod failures;
mod gateway;
mod health;
mod layers;
mod openapi;
mod page;
mod parameters;
mod places;
mod plan;
mod policies;
mod policy_updates;
mod ports;
mod problem;
mod reasons;
mod recommendations;
mod record;
mod routes;
mod schema;
mod shards;
mod target;
mod target_path;
mod targets;
mod tree;
mod unseen;

pub use ports::Ports;
pub use routes::router;
