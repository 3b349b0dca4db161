//! How much of a target there is: shards of a stream, nodes of an instance group.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of scaling units (shards, nodes).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Capacity(pub u32);

impl Capacity {
    /// More than any service offers; recommendations saturate here.
    pub const MAX: Self = Self(1_000_000);

    /// The least whole capacity that holds `units`; absurd numbers saturate, NaN is zero units.
    #[must_use]
    pub fn holding(units: f64) -> Self {
        // A quotient such as 7.000000000000001 is 7 units: forgive what floating point adds.
        let whole = (units - 1e-9).ceil().clamp(0.0, f64::from(Self::MAX.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=MAX the line before"
        )]
        Self(whole as u32)
    }

    #[must_use]
    pub fn units(self) -> f64 {
        f64::from(self.0)
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The way from one capacity to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Out,
    In,
}

impl Direction {
    /// `None` when there is nothing to do.
    #[must_use]
    pub fn of(from: Capacity, to: Capacity) -> Option<Self> {
        match from.cmp(&to) {
            std::cmp::Ordering::Less => Some(Self::Out),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self::In),
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Out => "scale-out",
            Self::In => "scale-in",
        })
    }
}

/// The least and the most capacity; `min` is never above `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    min: Capacity,
    max: Capacity,
}

impl Bounds {
    /// `None` when `min` is above `max`.
    #[must_use]
    pub fn new(min: Capacity, max: Capacity) -> Option<Self> {
        (min <= max).then_some(Self { min, max })
    }

    #[must_use]
    pub fn min(self) -> Capacity {
        self.min
    }

    #[must_use]
    pub fn max(self) -> Capacity {
        self.max
    }

    #[must_use]
    pub fn clamp(self, capacity: Capacity) -> Capacity {
        capacity.clamp(self.min, self.max)
    }

    #[must_use]
    pub fn contains(self, capacity: Capacity) -> bool {
        self.clamp(capacity) == capacity
    }

    /// What is wrong with a capacity of a policy, if it lies outside.
    pub(crate) fn against(self, capacity: Capacity) -> Option<String> {
        let outside = !self.contains(capacity);
        outside.then(|| format!("{capacity} is outside the policy's bounds, {self}"))
    }

    /// Narrowed by a floor and a cap. Where they contradict each other the floor wins: too much
    /// capacity costs money, too little loses data.
    #[must_use]
    pub fn narrowed(self, floor: Option<Capacity>, cap: Option<Capacity>) -> Self {
        let min = floor.map_or(self.min, |floor| self.clamp(floor));
        let max = cap.map_or(self.max, |cap| self.clamp(cap)).max(min);
        Self { min, max }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_unit_needs_a_whole_one() {
        assert_eq!(Capacity::holding(6.01), Capacity(7));
        assert_eq!(Capacity::holding(7.000_000_000_000_001), Capacity(7));
    }

    #[test]
    fn absurd_numbers_saturate() {
        assert_eq!(Capacity::holding(f64::INFINITY), Capacity::MAX);
        assert_eq!(Capacity::holding(-3.0), Capacity(0));
        assert_eq!(Capacity::holding(f64::NAN), Capacity(0));
    }

    #[test]
    fn a_floor_wins_over_a_cap_below_it() {
        let bounds = Bounds::new(Capacity(2), Capacity(64)).unwrap();
        let narrowed = bounds.narrowed(Some(Capacity(10)), Some(Capacity(5)));
        assert_eq!(
            (narrowed.min(), narrowed.max()),
            (Capacity(10), Capacity(10))
        );
    }

    #[test]
    fn a_floor_never_leaves_the_bounds() {
        let bounds = Bounds::new(Capacity(2), Capacity(8)).unwrap();
        assert_eq!(bounds.narrowed(Some(Capacity(99)), None).min(), Capacity(8));
    }
}
