//! What an evaluation needs of the world, as traits. Adapters are named for the thing, ports for
//! the need; what a function wires is what its permissions have to allow.

mod actuator;
mod deadline;
mod failure;
mod history;
mod inbox;
mod listings;
mod metric_source;
mod policy_store;
mod state_store;
mod stream_source;
mod target_source;

pub use actuator::Actuator;
pub use deadline::Deadline;
pub use failure::{Failure, PortError, SaveError};
pub use history::History;
pub use inbox::Inbox;
pub use listings::Listings;
pub use metric_source::{Completeness, Fetched, MetricSource, MetricWindow, Query};
pub use policy_store::{Expected, PolicyRepository, PolicyStore, StoredPolicy};
pub use state_store::StateStore;
pub use stream_source::{StreamMode, StreamSource, StreamUpkeep};
pub use target_source::{Examined, OpenShard, Status, TargetSource};
