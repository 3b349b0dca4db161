//! What a Kinesis stream costs, what it would have cost otherwise, and what scaling it saved.
//!
//! Prices are data with a date, in `prices.json`. Traffic and hours come from the caller; nothing
//! here reads a clock, the environment or a file.

mod advice;
mod bill;
mod billing;
mod prices;
mod savings;
mod usage;
mod usd;
mod watching;

pub use advice::{Advice, Alternative, Kept};
pub use bill::{Bill, Charge, Item};
pub use billing::Billing;
pub use prices::{BadPrice, Cloudwatch, OnDemand, OnDemandAdvantage, Prices, Provisioned};
pub use savings::{Savings, UnitHours};
pub use usage::{Interval, Usage};
pub use usd::Usd;
