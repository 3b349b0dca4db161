//! How a stream is resharded: from the shards that are open and the number that is wanted to the
//! next call.

mod duration;
mod growing;
pub mod layout;
mod outlook;
pub mod overload;
mod plan;
mod price;
mod shrinking;
mod way;

pub use duration::{OPERATION_MINUTES, call_minutes};
pub use layout::{HashKey, Layout};
pub use outlook::Outlook;
pub use plan::{Next, Step, Stream, Wanted, next};
pub use way::{Operation, Way};
