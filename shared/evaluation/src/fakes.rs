//! In-memory ports, for tests and for simulations.

mod metrics;
mod store;
mod targets;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{Deadline, Failure, PortError};

pub use metrics::FakeMetrics;
pub use store::MemoryStore;
pub use targets::{FakeTargets, Mishap};

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that panics on purpose poisons what it held; the data is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error as an adapter would give it.
#[must_use]
pub fn failing(operation: &'static str, failure: Failure) -> PortError {
    PortError {
        operation,
        failure,
        message: "as the test wants it".to_owned(),
    }
}

/// Plenty of time, or none.
#[derive(Clone, Copy, Debug)]
pub struct TimeLeft(pub Duration);

impl Deadline for TimeLeft {
    fn remaining(&self) -> Duration {
        self.0
    }
}
