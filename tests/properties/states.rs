//! What earlier evaluations may have left behind, and when it is looked at.

use decision::{
    Activity, Asked, Capacity, Change, Goal, Period, Plan, ScalingState,
    heat::{Heat, Shards},
    reshard::{Layout, Way},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Around noon, or at any minute of the days about it.
pub(crate) fn moments() -> impl Strategy<Value = Timestamp> {
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let minutes = prop_oneof![3 => -90i64..90, 1 => -10_000i64..10_000];
    (minutes, 0i64..60).prop_map(move |(minutes, seconds)| {
        noon + SignedDuration::from_secs(60 * minutes + seconds)
    })
}

fn ago(often: f64) -> impl Strategy<Value = Option<u32>> {
    prop::option::weighted(often, 0u32..60)
}

#[derive(Clone, Debug)]
struct Left {
    /// Minutes ago, each where it is.
    out: Option<u32>,
    back: Option<u32>,
    changed: Option<u32>,
    blind: Option<u32>,
    evaluated: Option<u32>,
    activity: Option<(u32, bool)>,
    goal: Option<(u32, u32)>,
    plan: Option<u32>,
    /// What single shards showed a minute ago.
    shards: Option<Vec<f64>>,
    capacity: Option<u32>,
    recommended: Vec<u32>,
    changes: Vec<(u32, u32)>,
    calls: u32,
}

/// A state at a time.
pub(crate) fn states() -> impl Strategy<Value = (Timestamp, ScalingState)> {
    let times = (ago(0.4), ago(0.4), ago(0.2), ago(0.3), ago(0.8));
    let ways = (
        prop::option::weighted(0.05, (1u32..80, any::<bool>())),
        prop::option::weighted(0.2, (0u32..80, 1u32..15)),
        prop::option::of(0u32..100),
        prop::option::weighted(0.1, 1u32..100),
        prop::option::weighted(0.1, prop::collection::vec(0.0..2.0, 2..9)),
    );
    let recommended = prop_oneof![Just(Vec::new()), prop::collection::vec(0u32..80, 0..12)];
    let changes = prop::collection::vec((1u32..20, 1u32..20), 0..4);
    let calls = prop_oneof![1 => 0u32..5, 1 => 5u32..=10];
    (moments(), times, ways, recommended, changes, calls).prop_map(
        |(now, (out, back, changed, blind, evaluated), ways, recommended, changes, calls)| {
            let (activity, goal, capacity, plan, shards) = ways;
            let left = Left {
                out,
                back,
                changed,
                blind,
                evaluated,
                activity,
                goal,
                plan,
                shards,
                capacity,
                recommended,
                changes,
                calls,
            };
            (now, left.at(now))
        },
    )
}

impl Left {
    fn at(self, now: Timestamp) -> ScalingState {
        let ago = |minutes: u32| Period::minutes(minutes).before(now);
        let activity = self.activity.map(|(desired, is_asked)| {
            let mut activity = Activity::claimed(Capacity(4), Capacity(desired), ago(1));
            let capacity = Capacity(desired);
            activity.asked = is_asked.then(|| Asked {
                capacity,
                at: ago(1),
            });
            activity
        });
        let goal = self.goal.map(|(units, minutes)| Goal {
            capacity: Capacity(units),
            until: Period::minutes(minutes).after(now),
        });
        let plan = self.plan.map(|to| Plan {
            way: Way::Even { to },
            shards: Capacity(to),
            since: ago(5),
            acted_at: ago(1),
        });
        let heat = self.shards.map(|loads| {
            let layout = &Layout::uniform(u32::try_from(loads.len()).unwrap());
            let seen = Shards {
                layout,
                loads: &loads,
            };
            Heat::default()
                .watching(&[], ago(9))
                .seeing(&seen, false, ago(1))
        });
        let mut state = ScalingState {
            heat: heat.unwrap_or_default(),
            activity,
            plan,
            scaled_out_at: self.out.map(ago),
            scaled_in_at: self.back.map(ago),
            changed_at: self.changed.map(ago),
            capacity: self.capacity.map(Capacity),
            open: self.capacity.map(Capacity),
            // Seldom, as nothing counts that was measured before it ends.
            crowded: self.capacity.is_some_and(|units| units % 16 == 3),
            blind_since: self.blind.map(ago),
            evaluated_at: self.evaluated.map(ago),
            goal,
            // Over a little more than a day.
            calls: (0..self.calls)
                .rev()
                .map(|call| Period::minutes(150).times(call).before(now))
                .collect(),
            ..ScalingState::default()
        };
        // A split or a merge with each call.
        for at in state.calls.clone() {
            state = state.operating(Way::Even { to: 4 }, Capacity(4), at);
        }
        state.plan = plan;
        for (minutes, (from, to)) in (0..4).rev().zip(self.changes) {
            let (from, to) = (Capacity(from), Capacity(to));
            state.changes.push(Change {
                at: ago(15 * minutes),
                from,
                to,
            });
        }
        for (minutes, units) in (1..)
            .zip(self.recommended)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let (recommended, needed) = (ago(minutes), ago(60 * minutes));
            state
                .recommendations
                .remember(recommended, Capacity(units), Period::MAX);
            state.needs.remember(needed, Capacity(units), Period::MAX);
        }
        state
    }
}
