//! What to do about one target: `policy × observation × state × now → decision`.
//!
//! Everything here is pure and total. No clock, no environment, no I/O, no AWS, nothing async:
//! the same input gives the same decision, on Lambda, in a test and in a replay.

mod adjustment;
mod calendar;
mod capacity;
mod combine;
pub mod cron;
mod date_pattern;
mod decide;
mod decision;
pub mod expression;
pub mod guards;
pub mod heat;
mod member;
mod metric;
mod metric_value;
pub mod metrics;
mod missed;
mod moment;
mod needs;
mod nodes;
mod observation;
mod other;
pub mod pace;
mod per_cent;
mod period;
pub mod policy;
mod positive;
mod pushed;
mod recommendations;
pub mod reshard;
mod resize;
mod rise;
mod row;
pub mod rules;
mod sample;
mod seen;
pub mod standing;
mod state;
mod summary;
mod target;
mod threshold;
mod time_zone;
mod unit;
mod victims;
mod view;
mod watched;

pub use adjustment::Adjustment;
pub use capacity::{Bounds, Capacity, Direction};
pub use combine::{Agreement, Combined, Group};
pub use date_pattern::{DatePattern, DatePatterns};
pub use decide::decide;
pub use decision::{Action, Decision};
pub use member::{Member, Stage, Work};
pub use metric::{Metric, Source, Statistic};
pub use missed::{Gap, Missed};
pub use needs::Needs;
pub use nodes::{Node, NodeFacts, Nodes, Role, Spread};
pub use observation::{Observation, Readiness};
pub use other::Other;
pub use per_cent::PerCent;
pub use period::Period;
pub use policy::{Mistake, Mode, Policy};
pub use positive::Positive;
pub use pushed::{Proposal, Pushed};
pub use recommendations::Recommendations;
pub use sample::{Sample, Series};
pub use seen::{Known, Seen};
pub use state::{
    Activity, ActivityEnd, Asked, Change, Due, Goal, Operations, Plan, Rests, ScalingState,
};
pub use summary::Summary;
pub use target::{TargetId, TargetKind, cluster_and_service};
pub use unit::Unit;
pub use view::View;
pub use watched::Watched;
