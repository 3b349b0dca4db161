//! When nothing goes wrong any more: a far goal is reached, and what was begun comes to its end.

use decision::{Period, Policy};

use crate::world::{World, at};

/// How long the calm at the end of a life lasts, in minutes.
pub(crate) const CALM: i64 = 9 * 60;
/// How long the load is high, from the beginning of the calm on, in minutes. A doubling by a call
/// takes a few minutes until it is seen; the longest way is 40 splits, two a minute.
pub(crate) const HIGH: i64 = 120;

const HIGH_LOAD: f64 = 18.0;
const LOW_LOAD: f64 = 2.0;
/// How long a call is under way at most, in seconds.
const A_WHILE: i64 = 10 * 60;
/// Who has no call left and may not split cannot reach anything.
const CALLS_TO_ANYWHERE: usize = 6;

/// What is written in the calm, in shards; nothing is said of the time before.
pub(crate) fn demand(calm: i64) -> Option<f64> {
    match calm {
        ..0 => None,
        0..HIGH => Some(HIGH_LOAD),
        HIGH.. => Some(LOW_LOAD),
    }
}

/// The load has been high and the same for two hours.
pub(crate) fn check_after_the_rise(world: &World, policy: &Policy) {
    let state = &mut *world.state();
    let now = state.now();
    let left = calls_left(world, now - HIGH * 60);
    let can = policy.resharding.operations || CALLS_TO_ANYWHERE <= left;
    let strength = f64::from(state.layout().strength());
    if can && strength * 0.95 < HIGH_LOAD {
        let what = format!("{strength} shards for a load of {HIGH_LOAD} for two hours");
        state.witness.broken(now, what);
    }
}

/// The load has been low and the same for hours.
pub(crate) fn check_at_the_end(world: &World, policy: &Policy) {
    let state = &mut *world.state();
    let now = state.now();
    let scaling = world.memory().scaling;
    // Who had to wait for a call of the day before may just have made it.
    let long_ago = at(now - A_WHILE);
    let activity = scaling.activity.as_ref();
    let stuck = activity.is_some_and(|activity| activity.claimed_at < long_ago);
    if scaling.plan.is_some() || stuck || scaling.goal.is_some() {
        let (plan, activity, goal) = (scaling.plan, scaling.activity, scaling.goal);
        let what = format!("still under way: {plan:?}, {activity:?}, {goal:?}");
        state.witness.broken(now, what);
    }
    let shards = state.layout().shards();
    // Of even shards above the bounds no two may become one, and there is no room for a cut.
    let even = state.layout().strength() == shards;
    let waits = policy.bounds.max().0 <= shards && even && calls_left(world, now) == 0;
    if !waits && policy.resharding.operations && 3.0 * LOW_LOAD < f64::from(shards) {
        let strength = state.layout().strength();
        let what = format!("{shards} shards as strong as {strength} for a load of {LOW_LOAD}");
        state.witness.broken(now, what);
    }
}

/// The calls that were left at a time.
fn calls_left(world: &World, second: i64) -> usize {
    let calls = world.memory().scaling.calls;
    let day_ago = Period::minutes(24 * 60 + 1).before(at(second));
    10_usize.saturating_sub(calls.iter().filter(|call| day_ago < **call).count())
}
