//! What a policy would have done for a stream: a recorded demand is played, minute by minute,
//! against a model of a stream, and the evaluation that runs in production decides. It sees of the
//! demand what CloudWatch would have shown it, and nothing of what comes.

pub mod demand;
pub mod outcome;
pub mod play;
mod recollection;
mod stream;
mod watching;
mod world;

pub use demand::Demand;
pub use outcome::{Minute, Outcome};
pub use play::play;
pub use stream::Asked;
