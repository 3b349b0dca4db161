//! Spans of time that come by chance.

use serde::{Deserialize, Serialize};

use crate::noise;

/// Spans that come by chance: time is cut into windows of equal length, and each has one span or
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Length of a window, in minutes.
    pub every_minutes: u32,
    /// Length of a span, in minutes; at most a window.
    pub minutes: u32,
    /// The chance that a window has a span, 0.0 to 1.0.
    pub chance: f64,
}

impl Times {
    /// Whether a minute (minutes since the epoch) lies in a span.
    #[must_use]
    pub fn contains(self, seed: u64, minute: i64) -> bool {
        let every = i64::from(self.every_minutes.max(1));
        let window = minute.div_euclid(every).cast_unsigned();
        // Other seeds than the noise's, or a span's place would follow from the first second's.
        if noise::unit(seed ^ 0xB0, window) >= self.chance {
            return false;
        }
        let slack = f64::from(self.every_minutes.saturating_sub(self.minutes)) + 1.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most a window's minutes"
        )]
        let begins = (noise::unit(seed ^ 0xB1, window) * slack) as i64;
        let into = minute.rem_euclid(every) - begins;
        (0..i64::from(self.minutes)).contains(&into)
    }

    /// What is wrong with the numbers, if anything.
    pub(crate) fn fault(self) -> Option<&'static str> {
        let fits = self.every_minutes > 0 && self.minutes <= self.every_minutes;
        (!fits).then_some("a span is at most as long as its window")
    }
}
