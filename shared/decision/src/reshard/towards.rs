//! From a decision to the next step.

use jiff::Timestamp;

use super::{ByLoad, Layout, Next, Stream, Wanted, plan};
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
    let by_load = state.heat.by_load(layout, decision.desired());
    let layout = by_load.as_ref().map_or(layout, ByLoad::layout);
    let stream = Stream {
        layout,
        density: by_load.as_ref().map(ByLoad::density),
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
        // What was decided is done: bounds hold without metrics too.
        may_shrink: decision.may_shrink || decision.desired() < decision.current,
        may_tidy: quiet,
        outlook: decision.outlook,
        reach: highest(WITHIN_REACH).unwrap_or(strength),
        highest: highest(REMEMBERED).unwrap_or(strength),
    };
    let next = plan::next(&stream, &wanted, state.plan.map(|plan| plan.way));
    Next {
        step: by_load.map_or(next.step, |by_load| by_load.step(next.step)),
        ..next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide,
        reshard::Step,
        rules::tests::{demand, noon},
    };

    /// The step of a stream of so many shards that has at most 20 and this demand.
    fn step(shards: u32, seen: &[f64]) -> Step {
        let document = serde_json::json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 20},
            "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
            "guards": {"scale_in": {"stabilization": "0s", "cooldown": "0s"}}
        });
        let policy = Policy::parse(&document).unwrap();
        let state = ScalingState::default();
        let decision = decide(&policy, &demand(shards, seen, &[]), &state, noon());
        towards(&policy, &decision, &state, &Layout::uniform(shards), noon()).step
    }

    #[test]
    fn a_stream_above_its_bounds_is_merged_even_without_metrics() {
        assert!(matches!(step(40, &[]), Step::Operate(_)));
    }

    #[test]
    fn a_stream_within_its_bounds_is_not_merged_without_metrics() {
        assert_eq!(step(16, &[]), Step::Rest);
        assert!(matches!(step(16, &[0.1]), Step::Operate(_)));
    }
}
