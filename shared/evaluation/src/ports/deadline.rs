//! How long an invocation may still run.

use std::time::Duration;

/// How long this invocation may still run.
pub trait Deadline: Send + Sync {
    fn remaining(&self) -> Duration;
}
