//! The shape of a generated load: a level relative to its base, built from a day, shorter waves,
//! bursts and noise.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use super::Times;
use crate::noise;

/// How a load rises and falls around its base of 1.0. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shape {
    /// The shape of a day.
    pub daily: Option<Daily>,
    /// Waves on top of the day.
    pub waves: Vec<Wave>,
    /// Sudden rises.
    pub bursts: Option<Bursts>,
    /// How far a single second strays from the level, as a part of it: 0.1 is ±10 %.
    pub noise: f64,
}

/// One cosine per day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Daily {
    /// Height above and below the base, as a part of it.
    pub amplitude: f64,
    /// The hour of the highest level, 0.0 to 24.0, UTC.
    pub peak_hour: f64,
}

/// One sine of a given period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Length of a whole wave, in minutes.
    pub period_minutes: f64,
    /// Height above and below the base, as a part of it.
    pub amplitude: f64,
}

/// Rises that come by chance: time is cut into windows of equal length, and each has one burst or
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bursts {
    /// Length of a window, in minutes.
    pub every_minutes: u32,
    /// Length of a burst, in minutes; at most a window.
    pub minutes: u32,
    /// The level during a burst is multiplied by this.
    pub factor: f64,
    /// The chance that a window has a burst, 0.0 to 1.0.
    pub chance: f64,
}

impl Shape {
    /// The level of a whole minute (minutes since the epoch) without noise; never negative.
    #[must_use]
    pub fn level(&self, seed: u64, minute: i64) -> f64 {
        let at = minute as f64;
        let day = self.daily.map_or(0.0, |daily| {
            daily.amplitude * (TAU * (at / 1440.0 - daily.peak_hour / 24.0)).cos()
        });
        let waves: f64 = self
            .waves
            .iter()
            .map(|wave| wave.amplitude * (TAU * at / wave.period_minutes).sin())
            .sum();
        let burst = self
            .bursts
            .map_or(1.0, |bursts| bursts.factor_at(seed, minute));
        ((1.0 + day + waves) * burst).max(0.0)
    }

    /// What a single second (seconds since the epoch) multiplies the level by; never negative.
    #[must_use]
    pub fn noise(&self, seed: u64, second: i64) -> f64 {
        if self.noise == 0.0 {
            return 1.0;
        }
        let unit = noise::unit(seed, second.cast_unsigned());
        (1.0 + self.noise * (2.0 * unit - 1.0)).max(0.0)
    }

    /// What is wrong with the numbers, if anything.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let finite = |number: f64| number.is_finite();
        let daily = self
            .daily
            .iter()
            .all(|daily| finite(daily.amplitude) && finite(daily.peak_hour));
        let waves = self.waves.iter().all(|wave| {
            finite(wave.amplitude) && wave.period_minutes.is_finite() && wave.period_minutes > 0.0
        });
        let bursts = self.bursts.iter().all(|bursts| {
            bursts.minutes <= bursts.every_minutes
                && bursts.every_minutes > 0
                && bursts.factor.is_finite()
                && bursts.factor >= 0.0
        });
        if !(daily && finite(self.noise)) {
            Some("an amplitude, peak hour or noise is not a number")
        } else if !waves {
            Some("a wave needs an amplitude and a period above 0 minutes")
        } else if !bursts {
            Some("a burst needs a factor of at least 0 and is at most as long as its window")
        } else {
            None
        }
    }
}

impl Bursts {
    fn factor_at(self, seed: u64, minute: i64) -> f64 {
        let times = Times {
            every_minutes: self.every_minutes,
            minutes: self.minutes,
            chance: self.chance,
        };
        if times.contains(seed, minute) {
            self.factor
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_peaks_at_its_hour() {
        let shape = Shape {
            daily: Some(Daily {
                amplitude: 0.5,
                peak_hour: 15.0,
            }),
            ..Shape::default()
        };
        assert!((shape.level(1, 15 * 60) - 1.5).abs() < 1e-9);
        assert!((shape.level(1, 3 * 60) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_burst_multiplies_the_level_for_its_minutes_once_a_window() {
        let bursts = Bursts {
            every_minutes: 60,
            minutes: 5,
            factor: 3.0,
            chance: 1.0,
        };
        let shape = Shape {
            bursts: Some(bursts),
            ..Shape::default()
        };
        for window in 0..20 {
            let high = (0..60)
                .filter(|minute| shape.level(9, window * 60 + minute) > 2.0)
                .count();
            assert_eq!(high, 5);
        }
    }

    #[test]
    fn a_level_is_never_negative() {
        let wave = Wave {
            period_minutes: 60.0,
            amplitude: 4.0,
        };
        let shape = Shape {
            waves: vec![wave],
            ..Shape::default()
        };
        assert!((0..60).all(|minute| shape.level(1, minute) >= 0.0));
    }
}
