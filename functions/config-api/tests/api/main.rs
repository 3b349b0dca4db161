//! The API over in-memory ports: every route, and every way in which it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod admission;
mod answer;
mod broken_targets;
mod contract;
mod costs;
mod decisions;
mod documents;
mod events;
mod explain;
mod faults;
mod no_costs;
mod policies;
mod preconditions;
mod recommendations;
mod resharding;
mod selected;
mod store;
mod targets;
mod world;
