//! From a decision to the next step.

use jiff::Timestamp;

use super::{Budget, ByLoad, Layout, Next, Stream, Wanted, plan};
use crate::{Capacity, Decision, Period, Policy, ScalingState};

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
    let budget = Budget::of(policy, state, now);
    let by_load = state.heat.by_load(layout, decision.desired());
    let layout = by_load.as_ref().map_or(layout, ByLoad::layout);
    let stream = Stream {
        layout,
        density: by_load.as_ref().map(ByLoad::density),
        calls: budget
            .and_then(|budget| budget.calls)
            .map(|calls| calls.left),
        most: decision.bounds.max(),
        operations: budget.is_some_and(|budget| budget.may_operate()),
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
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        Metric, Observation, Sample, Series, TargetKind, decide,
        reshard::{Step, Way},
        rules::tests::{demand, noon},
    };

    fn policy(reshard: Value) -> Policy {
        let document = json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 20},
            "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
            "guards": {"scale_in": {"stabilization": "0s", "cooldown": "0s"}},
            "actuator": {"reshard": reshard}
        });
        Policy::parse(&document).unwrap()
    }

    /// So many shards to which so many shards' worth is written.
    fn demanded(now: Timestamp, shards: u32, load: f64) -> Observation {
        let metric = Metric::of(TargetKind::KinesisStream, "write_demand").unwrap();
        let minute = Period::minutes(1);
        let sample = Sample::new(minute.before(now), load / f64::from(shards));
        Observation {
            capacity: Capacity(shards),
            series: vec![Series::new(metric, minute, now, vec![sample.unwrap()])],
            ..Observation::default()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_day_has_no_more_splits_and_merges_than_the_policy_allows(
            most in 0..60_u32,
            load in prop::collection::vec(0.1..30.0_f64, 80),
        ) {
            let policy = policy(json!({"operations_per_day": most}));
            let (mut state, mut layout) = (ScalingState::default(), Layout::uniform(8));
            let mut operations = Vec::new();
            // Half an hour of each load, and a look each three minutes.
            for minute in (0..40 * 60_u32).step_by(3) {
                let now = Period::minutes(minute).after(noon());
                let strength = layout.strength();
                let load = load.get(usize::try_from(minute / 30).unwrap()).unwrap();
                let seen = demanded(now, strength, *load);
                let decision = decide(&policy, &seen, &state, now);
                match towards(&policy, &decision, &state, &layout, now) {
                    Next { step: Step::Operate(operation), way: Some(way) } => {
                        operations.push(minute);
                        layout = layout.with(operation);
                        state = state.operating(way, Capacity(8), now);
                    }
                    Next { step: Step::Call { to }, .. } => {
                        layout = Layout::uniform(to.0);
                        state = state.claimed(Capacity(strength), to, now);
                        state.activity = None;
                    }
                    _ => {}
                }
            }
            for last in &operations {
                let of_the_day = |at: &&u32| *at <= last && last - *at < 24 * 60;
                prop_assert!(operations.iter().filter(of_the_day).count() <= most as usize);
            }
            prop_assert!(most == 0 || !operations.is_empty());
        }
    }

    #[test]
    fn a_day_whose_splits_and_merges_are_spent_falls_back_to_calls() {
        let step = |operations: u32| {
            let policy = policy(json!({"operations_per_day": 2}));
            let before = Period::minutes(5).before(noon());
            let mut state = (0..operations).fold(ScalingState::default(), |state, _| {
                state.operating(Way::Merge { to: 8 }, Capacity(8), before)
            });
            state.plan = None;
            let decision = decide(&policy, &demand(16, &[0.4], &[]), &state, noon());
            towards(&policy, &decision, &state, &Layout::uniform(16), noon()).step
        };
        assert!(matches!(step(1), Step::Operate(_)));
        assert_eq!(step(2), Step::Call { to: Capacity(8) });
    }

    /// The step of a stream of so many shards that has at most 20 and this demand.
    fn step(shards: u32, seen: &[f64]) -> Step {
        let policy = policy(json!({}));
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
