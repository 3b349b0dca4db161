//! How a stream is resharded: from the shards that are open and what was decided to the next call.

mod budget;
mod by_load;
mod density;
mod duration;
mod growing;
pub(crate) mod hash_key;
pub mod layout;
mod outlook;
pub mod overload;
mod plan;
mod price;
mod shrinking;
mod towards;
mod way;

pub use budget::{Budget, Left};
pub use by_load::{ByLoad, through};
pub use density::Density;
pub use duration::{OPERATION_MINUTES, call_minutes};
pub use layout::{HashKey, Layout};
pub use outlook::Outlook;
pub use plan::{Next, Step, Stream, Wanted, next};
pub use shrinking::UNTIDY;
pub(crate) use towards::REMEMBERED;
pub use towards::towards;
pub use way::{Operation, Way};
