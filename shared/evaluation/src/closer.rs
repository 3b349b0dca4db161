//! Looking closer: the members of a target are looked at only when a decision hangs on them.

use decision::{Decision, Observation, Policy, Readiness, ScalingState, TargetId, decide};
use jiff::Timestamp;

use crate::{PortError, TargetSource};

/// Decides. When a guard holds scaling in only because it has not been shown the members, they are
/// looked at, and it is decided again; the error is that they could not be.
pub(crate) async fn decide_closely<T: TargetSource>(
    targets: &T,
    target: &TargetId,
    policy: &Policy,
    observation: &mut Observation,
    state: &ScalingState,
    now: Timestamp,
) -> (Decision, Option<PortError>) {
    let decision = decide(policy, observation, state, now);
    let free = state.activity.is_none() && observation.readiness == Readiness::Ready;
    if !free || !decision.lacks_members() {
        return (decision, None);
    }
    match targets.members(target).await {
        Ok(members) => {
            observation.members = members;
            (decide(policy, observation, state, now), None)
        }
        Err(error) => (decision, Some(error)),
    }
}
