//! What earlier evaluations left behind for a target, and how it changes. Every transition is a
//! pure function: a state goes in, a state comes out.

mod activity;
mod changes;
mod due;
mod goal;
mod operations;
mod others;
mod plan;
mod remembering;
mod rests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use self::changes::CHANGES_KEPT;
pub use self::{
    activity::{Activity, ActivityEnd, Asked},
    changes::Change,
    due::Due,
    goal::Goal,
    operations::Operations,
    plan::Plan,
    rests::Rests,
};
use crate::{Capacity, Needs, Recommendations, heat::Heat};

/// What is remembered of one target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScalingState {
    /// The change under way, if any: at most one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
    /// When the last scale-out had arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_out_at: Option<Timestamp>,
    /// When the last scale-in had arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_in_at: Option<Timestamp>,
    /// When capacity was last seen to have changed, by whomever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// The capacity at the last evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// The open shards of a stream when it was last seen at rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Capacity>,
    /// Whether more units ran than were asked for when it was last looked at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub crowded: bool,
    /// Since when a rule that watches load could not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blind_since: Option<Timestamp>,
    /// When the target was last decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluated_at: Option<Timestamp>,
    pub recommendations: Recommendations,
    /// What rules asked for once, and still do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
    #[serde(skip_serializing_if = "Rests::is_empty")]
    pub rests: Rests,
    /// The rests that begin when the service accepts the step that is being asked for.
    #[serde(skip_serializing_if = "Rests::is_empty")]
    pub beginning: Rests,
    /// What the rules needed at most, as long as a rule asks for it.
    #[serde(skip_serializing_if = "Needs::is_empty")]
    pub needs: Needs,
    /// Where a scale-out was to end that one call could not finish.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// The splits and merges that are under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What is known of single shards.
    #[serde(skip_serializing_if = "Heat::is_unknown")]
    pub heat: Heat,
    /// When changes were asked for lately, oldest first; no more than any service counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Timestamp>,
    /// How many splits and merges were asked for lately.
    #[serde(skip_serializing_if = "Operations::is_empty")]
    pub operations: Operations,
    /// What arrived of the changes of the last hour, oldest first; one a minute at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

#[cfg(test)]
mod tests;
