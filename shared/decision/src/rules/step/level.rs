//! A level of a step rule: a threshold, and what is changed when the metric is past it.

use schemars::JsonSchema;

use crate::{Capacity, Direction, resize::Resize, threshold::Threshold};

/// A threshold, and what is changed when the metric is past it.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema)]
#[schemars(inline, with = "super::level_document::LevelDocument")]
pub(super) struct Level {
    pub(super) threshold: Threshold,
    pub(super) change: Resize,
}

impl Level {
    /// The way that it goes: with much load out, with little in. `None`: an exact capacity at an
    /// exact value is reached from either side.
    pub(super) fn direction(self) -> Option<Direction> {
        let of_threshold = self.threshold.direction();
        of_threshold.or_else(|| self.change.direction())
    }

    /// Too much load never means less than `current`, and too little never more.
    pub(super) fn applied_to(self, current: Capacity) -> Capacity {
        let changed = self.change.applied_to(current);
        match self.direction() {
            Some(Direction::Out) => changed.max(current),
            Some(Direction::In) => changed.min(current),
            None => changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_capacity_is_reached_from_the_side_of_its_threshold() {
        let to = |threshold| Level {
            threshold,
            change: Resize::To(Capacity(6)),
        };
        let from = |level: Level| [4, 8].map(|current| level.applied_to(Capacity(current)).0);
        assert_eq!(from(to(Threshold::AtLeast(1.0))), [6, 8]);
        assert_eq!(from(to(Threshold::AtMost(1.0))), [4, 6]);
        assert_eq!(from(to(Threshold::Equals(1.0))), [6, 6]);
    }
}
