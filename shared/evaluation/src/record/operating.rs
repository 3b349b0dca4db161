//! Splits and merges that are part of a plan.

use std::fmt;

use decision::{
    Capacity,
    reshard::{Budget, Layout, OPERATION_MINUTES, Operation, Way},
};
use serde::{Deserialize, Serialize};

use crate::Examined;

/// An operation, and the plan that it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operating {
    pub operation: Operation,
    pub way: Way,
    /// The shards that were open before it.
    pub open: Capacity,
    /// The operations that are left of the way, this one included.
    pub left: u32,
}

impl Operating {
    pub(crate) fn of(operation: Operation, way: Way, examined: &Examined, layout: &Layout) -> Self {
        Self {
            operation,
            way,
            open: examined.status.open,
            left: way.operations(layout).max(1),
        }
    }

    /// The open shards at the end of the way, to within a few.
    pub(crate) fn ends(&self) -> Capacity {
        let (open, left) = (self.open.0, self.left);
        Capacity(match self.way {
            Way::Split { .. } => open.saturating_add(left),
            Way::Merge { .. } => open.saturating_sub(left),
            Way::Even { to } => to,
        })
    }

    /// Whether it leaves so many open shards, or has not happened.
    pub(crate) fn explains(&self, open: Capacity) -> bool {
        let after = match self.operation {
            Operation::Split { .. } => self.open.0.saturating_add(1),
            Operation::Merge { .. } => self.open.0.saturating_sub(1),
        };
        open == self.open || open.0 == after
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.way == other.way
    }
}

impl fmt::Display for Operating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            way, open, left, ..
        } = self;
        let doing = match way {
            Way::Split { .. } => "splitting",
            Way::Merge { .. } => "merging",
            Way::Even { .. } => "merging and splitting",
        };
        let minutes = (f64::from(*left) * OPERATION_MINUTES).ceil();
        let to = way.to();
        write!(
            f,
            "{doing} {open} → {to}, {left} operations to go, about {minutes} min"
        )
    }
}

/// What there is to reshard with, and what is done with it.
pub(crate) fn planned(budget: Option<Budget>, operating: &Operating) -> String {
    match budget {
        Some(budget) => format!("{budget}; {operating}"),
        None => operating.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use decision::reshard::Left;

    use super::*;

    #[test]
    fn a_plan_knows_with_how_many_shards_it_ends() {
        let ends = |way, open, left| {
            let operation = Operation::Split { at: 1 };
            let operating = Operating {
                operation,
                way,
                open: Capacity(open),
                left,
            };
            operating.ends().0
        };
        // All four are halved to be as strong as five.
        assert_eq!(ends(Way::Split { to: 5 }, 4, 4), 8);
        assert_eq!(ends(Way::Merge { to: 4 }, 9, 3), 6);
        assert_eq!(ends(Way::Even { to: 6 }, 9, 11), 6);
    }

    #[test]
    fn a_plan_tells_what_is_left_to_do_and_to_do_it_with() {
        let operating = Operating {
            operation: Operation::Split { at: 1 },
            way: Way::Split { to: 80 },
            open: Capacity(68),
            left: 12,
        };
        let budget = Budget {
            calls: Some(Left { left: 6, of: 10 }),
            operations: None,
        };
        assert_eq!(
            planned(Some(budget), &operating),
            "6 of 10 calls left; splitting 68 → 80, 12 operations to go, about 6 min"
        );
    }
}
