//! What holds for every decision, whatever the policy, what is seen, the state and the time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod allowed;
mod case;
#[path = "../cases.rs"]
mod cases;
mod covered;
#[path = "../schema/instances.rs"]
mod instances;
mod load;
mod members;
mod missing;
mod policies;
mod record;
mod states;
mod texts;
mod worlds;
