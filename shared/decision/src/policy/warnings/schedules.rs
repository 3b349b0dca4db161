//! Schedules that contradict each other: then the floor wins.

use jiff::Timestamp;

use super::doubt;
use crate::{
    Capacity, Mistake, Observation, Period, Policy, ScalingState, View,
    rules::{Entry, Opinion},
};

/// A week by the hour, in the middle of each.
fn hours(now: Timestamp) -> impl Iterator<Item = Timestamp> {
    (0..7 * 24).map(move |hour| Period::minutes(60 * hour + 30).after(now))
}

fn limits(entry: &Entry, now: Timestamp) -> (Option<Capacity>, Option<Capacity>) {
    let (nothing, state) = (Observation::default(), ScalingState::default());
    match entry.recommend(&View::new(&nothing, &state, now)).opinion {
        Opinion::Limits { floor, cap } => (floor, cap),
        _ => (None, None),
    }
}

pub(super) fn doubts(policy: &Policy, now: Timestamp) -> Vec<Mistake> {
    let entries = policy.rules.iter().enumerate();
    let schedules: Vec<_> = entries
        .filter(|(_, entry)| entry.rule.kind() == "schedule" && !entry.shadow)
        .collect();
    let contradiction = hours(now).find_map(|at| {
        let limits = schedules.iter().map(|(index, entry)| (*index, limits(entry, at)));
        let limits: Vec<_> = limits.collect();
        let floors = limits.iter().filter_map(|(index, (floor, _))| Some(((*floor)?, *index)));
        let caps = limits.iter().filter_map(|(index, (_, cap))| Some(((*cap)?, *index)));
        let ((floor, higher), (cap, lower)) = (floors.max()?, caps.min()?);
        (cap < floor).then(|| {
            let detail = format!(
                "the cap {cap} is below the floor {floor} of /rules/{higher} at {at}; the floor wins"
            );
            doubt(format!("/rules/{lower}/schedule/max"), detail)
        })
    });
    contradiction.into_iter().collect()
}
