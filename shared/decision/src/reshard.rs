//! How a stream is resharded: from the shards that are open and the number that is wanted to the
//! next call.

pub mod layout;
pub mod overload;
pub mod way;

pub use layout::{HashKey, Layout};
pub use way::{Operation, Way};
