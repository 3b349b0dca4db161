//! How much of a limit the changes of its period have used up.
//!
//! Only what we changed counts. Where somebody else has changed the capacity too, it lies
//! elsewhere than our changes left it, which must neither give room for more nor take any.

use crate::{Capacity, Change, Direction};

/// From one capacity to another, below zero the other way round.
fn way(from: Capacity, to: Capacity, direction: Direction) -> i64 {
    let more = i64::from(to.0) - i64::from(from.0);
    match direction {
        Direction::Out => more,
        Direction::In => -more,
    }
}

fn start(changes: &[Change], current: Capacity) -> Capacity {
    changes.first().map_or(current, |first| first.from)
}

/// How far our changes went this way. Below zero when they went the other way: as far as capacity
/// still lies behind where it was at the start, for what somebody else brought back is there.
pub(super) fn used(changes: &[Change], current: Capacity, direction: Direction) -> i64 {
    let start = start(changes, current);
    let still_behind = |used: i64, at: Capacity| used.max(-way(at, start, direction).max(0));
    let used = changes.iter().fold(0, |used, change| {
        still_behind(used, change.from) + way(change.from, change.to, direction)
    });
    still_behind(used, current)
}

/// What per cent are of: the capacity at the start of the period, or the one that there would be
/// without our changes when somebody else changed it too. Of the two the one that keeps more.
pub(super) fn whole(changes: &[Change], current: Capacity, direction: Direction) -> Capacity {
    let start = start(changes, current);
    let ours = changes.iter().map(|it| way(it.from, it.to, Direction::Out));
    let without = i64::from(current.0) - ours.sum::<i64>();
    let without = Capacity(u32::try_from(without.max(0)).unwrap_or(u32::MAX));
    match direction {
        Direction::Out => start.max(without),
        Direction::In => start.min(without),
    }
}
