//! What is known of another target: as it was when it was last decided on and looked at.

use jiff::Timestamp;

use crate::{Capacity, ScalingState, TargetId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub target: TargetId,
    /// The units that there were, of a stream its open shards: who reads it has to do with each,
    /// however little they are together.
    pub units: Capacity,
    /// Where that was going; the units themselves when it stayed.
    pub desired: Capacity,
    /// When that was: a decision on an older look is as old as the look.
    pub at: Timestamp,
}

impl Other {
    /// Of a target that had so many units when it was looked at; `None` when it has never been
    /// decided on, or looked at.
    #[must_use]
    pub fn of(
        target: &TargetId,
        state: &ScalingState,
        looked: Option<(Capacity, Timestamp)>,
    ) -> Option<Self> {
        let (units, looked_at) = looked?;
        // What was claimed and not accepted may never come.
        let asked = state.activity.as_ref().and_then(|activity| activity.asked);
        let asked = asked.map(|asked| asked.capacity);
        // A goal is a strength, which more shards may make up. Along a way to fewer shards is gone
        // step by step.
        let goal = state.goal.map(|goal| goal.capacity);
        let far = goal.max(state.plan.map(|plan| plan.shards));
        let far = far.filter(|far| units < *far);
        Some(Self {
            target: target.clone(),
            units,
            desired: far.or(asked).unwrap_or(units),
            at: state.evaluated_at?.min(looked_at),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TargetKind, reshard::Way};

    fn known(state: &ScalingState, open: u32) -> (u32, u32) {
        let target = TargetId {
            kind: TargetKind::KinesisStream,
            name: "clicks".to_owned(),
        };
        let looked = Some((Capacity(open), Timestamp::UNIX_EPOCH));
        let other = Other::of(&target, state, looked).unwrap();
        (other.units.0, other.desired.0)
    }

    fn decided() -> ScalingState {
        ScalingState {
            // As strong as four even shards, however many there are.
            capacity: Some(Capacity(4)),
            evaluated_at: Some(Timestamp::UNIX_EPOCH),
            ..ScalingState::default()
        }
    }

    #[test]
    fn a_stream_has_its_open_shards_however_strong_they_are() {
        assert_eq!(known(&decided(), 6), (6, 6));
    }

    #[test]
    fn it_is_going_where_its_plan_leads_to_more_shards_and_is_gone_along_with_to_fewer() {
        let now = Timestamp::UNIX_EPOCH;
        let growing = decided().operating(Way::Split { to: 9 }, Capacity(12), now);
        assert_eq!(known(&growing, 6), (6, 12));
        let shrinking = decided().operating(Way::Merge { to: 3 }, Capacity(3), now);
        assert_eq!(known(&shrinking, 6), (6, 6));
    }

    #[test]
    fn a_claim_counts_once_the_service_has_accepted_it() {
        let now = Timestamp::UNIX_EPOCH;
        let claimed = decided().claimed(Capacity(4), Capacity(12), now);
        assert_eq!(known(&claimed, 4), (4, 4));
        assert_eq!(known(&claimed.refused(), 4), (4, 4));
        let accepted = claimed.accepted(Capacity(8), now);
        // What one call does not reach is a goal.
        assert_eq!(known(&accepted, 4), (4, 12));
        // The rest is split, to more shards than make up the goal.
        let splitting = accepted.operating(Way::Split { to: 12 }, Capacity(16), now);
        assert_eq!(known(&splitting, 8), (8, 16));
    }

    #[test]
    fn what_was_never_decided_on_or_looked_at_is_not_known() {
        let target = TargetId {
            kind: TargetKind::KinesisStream,
            name: "clicks".to_owned(),
        };
        assert_eq!(Other::of(&target, &decided(), None), None);
        let looked = Some((Capacity(4), Timestamp::UNIX_EPOCH));
        assert_eq!(Other::of(&target, &ScalingState::default(), looked), None);
    }
}
