//! From a decision to the next step.

use jiff::Timestamp;

use super::{Layout, Next, Stream, Wanted, plan};
use crate::{Capacity, Decision, Period, Policy, ScalingState, guards::calls_left};

/// Of this time the calls that are left have to lead back to the peak.
const WITHIN_REACH: Period = Period::minutes(3 * 60);
/// How long what a stream needed is remembered for that: it is its scale.
pub(crate) const REMEMBERED: Period = Period::minutes(24 * 60);
/// Shards without use are taken away when a stream has been as it is for so long.
const QUIET: Period = Period::minutes(15);

/// The next step of a stream that has this `layout` towards what was decided.
#[must_use]
pub fn towards(
    policy: &Policy,
    decision: &Decision,
    state: &ScalingState,
    layout: &Layout,
    now: Timestamp,
) -> Next {
    let left = calls_left(policy, &state.calls, now);
    let stream = Stream {
        layout,
        calls: left.map(|left| u32::try_from(left).unwrap_or(u32::MAX)),
        most: decision.bounds.max(),
        operations: policy.resharding.operations,
    };
    let highest = |over: Period| {
        state
            .needs
            .highest_after(over.before(now))
            .map(|(_, need)| need)
    };
    let strength = Capacity(layout.strength());
    let quiet = state.changed_at.is_none_or(|at| QUIET.after(at) <= now);
    let wanted = Wanted {
        strength: decision.desired(),
        may_shrink: decision.may_shrink,
        may_tidy: quiet,
        outlook: decision.outlook,
        reach: highest(WITHIN_REACH).unwrap_or(strength),
        highest: highest(REMEMBERED).unwrap_or(strength),
    };
    plan::next(&stream, &wanted, state.plan.map(|plan| plan.way))
}
