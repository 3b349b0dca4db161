//! What is known of another target: as it was when it was last decided on and looked at.

use jiff::Timestamp;

use crate::{Capacity, ScalingState, TargetId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub target: TargetId,
    /// The units that served.
    pub capacity: Capacity,
    /// Where its capacity was going; the capacity itself when it stayed.
    pub desired: Capacity,
    /// When that was: a decision on an older look is as old as the look.
    pub at: Timestamp,
}

impl Other {
    /// `None` when it has never been decided on, or at no known look, which was at `seen_at`.
    #[must_use]
    pub fn of(target: &TargetId, state: &ScalingState, seen_at: Option<Timestamp>) -> Option<Self> {
        let capacity = state.capacity?;
        let asked = state.activity.as_ref().map(|activity| activity.desired);
        let far = state.goal.map(|goal| goal.capacity);
        Some(Self {
            target: target.clone(),
            capacity,
            desired: far.or(asked).unwrap_or(capacity),
            at: state.evaluated_at?.min(seen_at?),
        })
    }
}
