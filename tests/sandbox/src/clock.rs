//! The sandbox's time: frozen until it is moved, or following the wall's. The only place that
//! reads the wall clock: the models are told.

use jiff::Timestamp;

/// How time passes in the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// It stands where the world is.
    Frozen,
    /// It is the wall's.
    Live,
}

/// The wall clock, in seconds since the epoch.
pub(crate) fn wall() -> i64 {
    Timestamp::now().as_second()
}

/// A time of the world in words.
pub(crate) fn written(second: i64) -> String {
    Timestamp::from_second(second).map_or_else(|_| second.to_string(), |at| at.to_string())
}
