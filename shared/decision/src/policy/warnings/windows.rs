//! Stabilization windows with one recommendation in them.

use jiff::Timestamp;

use super::doubt;
use crate::{Direction, Mistake, Period, Policy};

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let directions = [(Direction::Out, "scale_out"), (Direction::In, "scale_in")];
    let short = directions.into_iter().filter_map(|(direction, field)| {
        let window = policy.guards.stabilization_window(direction);
        let every = policy.longest_interval();
        (window != Period::ZERO && window < every).then(|| {
            let detail = format!(
                "a window of {window} holds one recommendation, because the target is evaluated \
                 every {every}: it stabilizes nothing"
            );
            doubt(format!("/guards/{field}/stabilization"), detail)
        })
    });
    short.collect()
}
