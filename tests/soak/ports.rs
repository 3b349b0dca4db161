//! The ports of one invocation, in today's weather.

mod cloudwatch;
mod kinesis;
mod table;

use std::sync::Mutex;

use decision::Bounds;
use evaluation::{Failure, PortError};
use rand::RngExt;
use tokio::sync::Notify;

use crate::{weather::Mishap, world::World};

pub(crate) struct Ports<'a> {
    world: &'a World,
    bounds: Bounds,
    /// The time of the event.
    event: jiff::Timestamp,
    died: Notify,
    seen: Mutex<Seen>,
}

/// What this invocation has seen and done.
#[derive(Debug, Default)]
struct Seen {
    /// Until when the metrics count that it has fetched, if it has: in seconds since 1970.
    sighted_until: Option<i64>,
    /// The number of changes of the stream that was shown when it was examined, if it was shown as
    /// it was.
    examined: Option<u64>,
    /// The version that was saved last, until an act used it up.
    claim: Option<u64>,
}

impl<'a> Ports<'a> {
    pub(crate) fn new(world: &'a World, bounds: Bounds, event: jiff::Timestamp) -> Self {
        Self {
            world,
            bounds,
            event,
            died: Notify::new(),
            seen: Mutex::default(),
        }
    }

    /// Returns when the function has died.
    pub(crate) async fn death(&self) {
        self.died.notified().await;
    }

    /// A call, and what becomes of it.
    async fn call<T, E: From<PortError>>(
        &self,
        operation: &'static str,
        perform: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let (mishap, pauses) = {
            let mut state = self.world.state();
            state.somebody_may_act();
            let state = &mut *state;
            let mishap = state.weather.mishap(&mut state.chance);
            if mishap != Mishap::Fine {
                let now = state.kinesis.now();
                state.witness.tell(now, format!("{operation}: {mishap:?}"));
            }
            (mishap, state.chance.random_range(0..3))
        };
        for _ in 0..pauses {
            // Whoever is evaluating at the same time goes on.
            tokio::task::yield_now().await;
        }
        match mishap {
            Mishap::Fine => return perform().await,
            Mishap::Refused(failure) => return Err(error(operation, failure, "bad weather").into()),
            Mishap::Hangs | Mishap::DiesBefore => {}
            Mishap::AnswerLost | Mishap::HangsAfter | Mishap::DiesAfter => {
                perform().await.ok();
            }
        }
        match mishap {
            Mishap::AnswerLost => Err(error(operation, Failure::Unavailable, "no answer").into()),
            Mishap::DiesBefore | Mishap::DiesAfter => {
                self.died.notify_one();
                std::future::pending().await
            }
            _ => std::future::pending().await,
        }
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap())
    }
}

fn error(operation: &'static str, failure: Failure, message: impl Into<String>) -> PortError {
    PortError {
        operation,
        failure,
        message: message.into(),
    }
}
