//! Dates that are all over.

use jiff::Timestamp;

use super::doubt;
use crate::{Direction, Mistake, Policy, calendar::Range, rules::Rule};

pub(super) fn doubts(policy: &Policy, now: Timestamp) -> Vec<Mistake> {
    let entries = policy.rules.iter().enumerate();
    let schedules = entries.filter_map(|(index, entry)| match &entry.rule {
        Rule::Schedule(schedule) => {
            Some((format!("/rules/{index}/schedule/dates"), schedule.range()?))
        }
        _ => None,
    });
    let directions = [(Direction::Out, "scale_out"), (Direction::In, "scale_in")];
    let windows = directions.into_iter().flat_map(|(direction, section)| {
        let windows = policy.guards.of(direction).windows.iter();
        let ranges = windows.flat_map(|windows| windows.ranges());
        ranges.map(move |(field, index, range)| {
            let pointer = format!("/guards/{section}/windows/{field}/{index}/dates");
            (pointer, range)
        })
    });
    let over = |(_, range): &(String, &Range)| range.is_over(now);
    let over = schedules.chain(windows).filter(over);
    over.map(|(pointer, _)| doubt(pointer, "all of it is in the past and does nothing"))
        .collect()
}
