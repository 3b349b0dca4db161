//! Looking closer: the members of a target are looked at only when a rule judges each of them, or
//! a decision hangs on them.

use decision::{
    Decision, Observation, Policy, Readiness, ScalingState, TargetId, decide, rules::Need,
};
use jiff::Timestamp;

use crate::{PortError, TargetSource};

/// Decides. When a rule judges each member, or a guard holds scaling in only because it has not been
/// shown the members, they are looked at, and it is decided again; the error is that they could not
/// be.
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
    let judged = policy
        .needs()
        .any(|need| matches!(need, Need::SamplesOfEach { .. }));
    if !free || !(judged || decision.lacks_members()) {
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
