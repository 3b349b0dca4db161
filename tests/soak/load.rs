//! Wild load: what is written, in shards' worth, minute by minute.

use std::f64::consts::TAU;

use rand::{RngExt, rngs::StdRng};

/// More than any policy here allows shards for.
const MOST: f64 = 60.0;

/// What the load does for a while.
#[derive(Clone, Copy, Debug)]
enum Mood {
    /// Each minute a little more or less than the one before.
    Walk {
        step: f64,
    },
    /// A day's wave.
    Day {
        amplitude: f64,
    },
    /// So many times as much at once, until it is over.
    Flash {
        factor: f64,
    },
    /// On and off.
    Bursts {
        factor: f64,
        minutes: i64,
    },
    /// The same share more each minute.
    Ramp {
        growth: f64,
    },
    Silence,
}

#[derive(Debug)]
pub(crate) struct Load {
    base: f64,
    mood: Mood,
    until: i64,
}

impl Load {
    pub(crate) fn drawn(chance: &mut StdRng) -> Self {
        Self {
            base: 0.05 * 400.0_f64.powf(chance.random()),
            mood: Mood::Walk { step: 0.0 },
            until: 0,
        }
    }

    pub(crate) fn at(&mut self, minute: i64, chance: &mut StdRng) -> f64 {
        if self.until <= minute {
            self.until = minute + chance.random_range(5..400);
            self.mood = mood(chance);
        }
        let level = match self.mood {
            Mood::Walk { step } => {
                self.base *= 1.0 + step * chance.random_range(-1.0..1.0);
                self.base
            }
            Mood::Ramp { growth } => {
                self.base *= 1.0 + growth;
                self.base
            }
            Mood::Day { amplitude } => {
                let day = TAU * minute as f64 / 1_440.0;
                self.base * (1.0 - amplitude * day.cos())
            }
            Mood::Flash { factor } => self.base * factor,
            Mood::Bursts { factor, minutes } => {
                let on = minute / minutes % 2 == 0;
                self.base * if on { factor } else { 1.0 }
            }
            Mood::Silence => 0.0,
        };
        self.base = self.base.clamp(0.02, 30.0);
        level.min(MOST)
    }
}

fn mood(chance: &mut StdRng) -> Mood {
    match chance.random_range(0..8) {
        0 => Mood::Silence,
        1 => Mood::Flash {
            factor: chance.random_range(2.0..30.0),
        },
        2 => Mood::Bursts {
            factor: chance.random_range(1.5..8.0),
            minutes: chance.random_range(1..20),
        },
        3 => Mood::Ramp {
            growth: chance.random_range(-0.03..0.06),
        },
        4 => Mood::Day {
            amplitude: chance.random(),
        },
        _ => Mood::Walk {
            step: chance.random_range(0.0..0.3),
        },
    }
}
