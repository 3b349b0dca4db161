//! One evaluation of many targets: due → collect → decide → claim → act → record.
//!
//! This crate owns the ports; adapters meet them elsewhere. Time enters through the event only.

mod act;
mod closer;
mod collect;
mod collected;
mod discovery;
mod evaluate;
mod explain;
#[cfg(any(test, feature = "fakes"))]
pub mod fakes;
mod inbox;
mod ledger;
mod listing;
mod memory;
mod observe;
mod others;
mod ports;
mod record;
mod report;
mod roster;
mod shards;

pub use evaluate::{Evaluator, TARGET_TIMEOUT, TIME_RESERVE};
pub use explain::{Explanation, Viewer};
pub use ledger::{Counted, Ledger};
pub use listing::{Claim, Listed, Listing, Tagged};
pub use memory::{Memory, Remembered, Seen};
pub use ports::{
    Actuator, Completeness, Deadline, Examined, Expected, Failure, Fetched, History, Inbox,
    Listings, MetricSource, MetricWindow, OpenShard, PolicyRepository, PolicyStore, PortError,
    Query, SaveError, StateStore, Status, StoredPolicy, StreamMode, StreamSource, StreamUpkeep,
    TargetSource,
};
pub use record::{Act, Operating, Outcome, Record};
pub use report::{Change, FailedTarget, Reminder, TickReport};
pub use roster::{Assignment, Broken, Gone, ParsedPolicies, Roster, Warning};
