//! Demands that are made up: the same each time, and of each kind that autoscalers find hard. In
//! shards' worth by minute; two or three days each.

use std::f64::consts::TAU;

const DAY: u32 = 1_440;

/// A demand by its name.
pub(crate) struct Made {
    pub(crate) name: &'static str,
    pub(crate) minutes: Vec<f64>,
}

/// One of each kind.
pub(crate) fn all() -> [Made; 5] {
    [
        Made {
            name: "day",
            minutes: minutes(3, |minute| day(20.0, minute)),
        },
        Made {
            name: "flash_crowd",
            minutes: minutes(3, flash_crowd),
        },
        Made {
            name: "batch_jobs",
            minutes: minutes(2, batch_jobs),
        },
        Made {
            name: "growth",
            minutes: minutes(3, growth),
        },
        Made {
            name: "silence",
            minutes: minutes(3, silence),
        },
    ]
}

/// So many days of a load, with a little noise.
pub(crate) fn minutes(days: u32, load: impl Fn(u32) -> f64) -> Vec<f64> {
    let level = |minute| load(minute) * noise(minute);
    (0..days * DAY).map(level).collect()
}

/// From `peak` at three in the afternoon to a fifth of it at three in the morning.
fn day(peak: f64, minute: u32) -> f64 {
    let hour = f64::from(minute) / 60.0;
    peak * (0.6 + 0.4 * (TAU * (hour - 15.0) / 24.0).cos())
}

/// A day's pattern, and on the second day within five minutes six times as much, which takes two
/// hours to go.
fn flash_crowd(minute: u32) -> f64 {
    let since = f64::from(minute) - f64::from(DAY + 12 * 60);
    let crowd = match since {
        ..0.0 => 0.0,
        ..5.0 => since / 5.0,
        _ => (-(since - 5.0) / 40.0).exp(),
    };
    day(10.0, minute) * (1.0 + 5.0 * crowd)
}

/// Little, and for ten minutes of every other hour thirty times as much.
fn batch_jobs(minute: u32) -> f64 {
    if minute % 120 < 10 { 30.0 } else { 1.0 }
}

/// Twice as much each day.
fn growth(minute: u32) -> f64 {
    4.0 * (f64::from(minute) / f64::from(DAY)).exp2()
}

/// A day's pattern with a night of nothing at all.
fn silence(minute: u32) -> f64 {
    if (8..22).contains(&(minute / 60 % 24)) {
        day(8.0, minute)
    } else {
        0.0
    }
}

/// From 0.95 to 1.05, by the minute alone: the finalizer of MurmurHash3.
fn noise(minute: u32) -> f64 {
    let mut word = minute.wrapping_add(1).wrapping_mul(0x9E37_79B9);
    word = (word ^ (word >> 16)).wrapping_mul(0x85EB_CA6B);
    word = (word ^ (word >> 13)).wrapping_mul(0xC2B2_AE35);
    word ^= word >> 16;
    0.95 + 0.1 * f64::from(word) / f64::from(u32::MAX)
}
