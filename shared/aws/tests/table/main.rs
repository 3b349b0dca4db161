//! The table over the wire, as dynoxide serves it in this process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod evaluations;
mod history;
mod inbox;
mod listing;
#[path = "../wire/logged.rs"]
mod logged;
mod lossy;
mod memories;
mod packing;
mod policies;
mod served;
mod sizes;
