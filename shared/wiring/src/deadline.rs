//! How long an invocation may still run.

use std::time::{Duration, Instant, SystemTime};

use evaluation::Deadline;
use lambda_runtime::Context;

/// What is believed where no deadline is told: the functions' timeout in the template.
/// `cargo lambda watch` tells a length of time instead, which reads as a day in 1970.
const USUAL: Duration = Duration::from_secs(60);

/// Counts down from the arrival of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invocation {
    arrived: Instant,
    allowed: Duration,
}

impl Invocation {
    /// An invocation that arrived just now.
    pub(crate) fn new(context: &Context) -> Self {
        Self {
            arrived: Instant::now(),
            allowed: allowed(context.deadline(), SystemTime::now()),
        }
    }
}

impl Deadline for Invocation {
    fn remaining(&self) -> Duration {
        self.allowed.saturating_sub(self.arrived.elapsed())
    }
}

fn allowed(deadline: SystemTime, now: SystemTime) -> Duration {
    deadline.duration_since(now).unwrap_or_else(|past| {
        let long_past = USUAL < past.duration();
        if long_past { USUAL } else { Duration::ZERO }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn left(deadline: Duration) -> Duration {
        let epoch = SystemTime::UNIX_EPOCH;
        allowed(epoch + deadline, epoch + NOW)
    }

    #[test]
    fn a_deadline_leaves_the_time_until_it() {
        assert_eq!(left(NOW + Duration::from_secs(42)), Duration::from_secs(42));
        assert_eq!(left(NOW - Duration::from_secs(1)), Duration::ZERO);
    }

    #[test]
    fn a_length_of_time_in_place_of_a_deadline_is_no_deadline() {
        assert_eq!(left(Duration::from_secs(600)), USUAL);
    }
}
