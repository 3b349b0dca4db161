//! What a running sandbox shares between its requests.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use simulation::{
    World,
    account::{Moment, Rates},
};
use tokio::sync::watch;

use crate::{
    authorizer::Authorizer,
    call_log::CallLog,
    clock::{self, Clock},
    fault::Faults,
};

/// Shared by every request.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// Counts how often held calls were let go.
    releases: watch::Sender<u64>,
    pub(crate) authorizer: Option<Authorizer>,
    started: Instant,
}

/// What changes.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) calls: CallLog,
    pub(crate) rates: Rates,
}

impl Shared {
    pub(crate) fn new(world: World, clock: Clock, authorizer: Option<Authorizer>) -> Self {
        let state = State {
            world,
            clock,
            faults: Faults::default(),
            calls: CallLog::default(),
            rates: Rates::default(),
        };
        Self {
            state: Mutex::new(state),
            releases: watch::Sender::new(0),
            authorizer,
            started: Instant::now(),
        }
    }

    /// Counts a call of Kinesis, and says whether it comes faster than the account may call.
    pub(crate) fn is_too_fast(&self, action: &str, stream: Option<&str>) -> bool {
        let mut state = self.state();
        let now = Moment {
            second: state.world.now(),
            millisecond: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        state.world.account().rate_limits && state.rates.exceeded(action, stream, now)
    }

    /// The state, the world brought to the present.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A request that panicked has not left the models half changed in a way that matters here.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.clock == Clock::Live {
            state.world.advance_to(clock::wall());
        }
        state
    }

    /// Clears the faults and lets held calls go.
    pub(crate) fn clear_faults(&self) {
        self.state().faults.clear();
        self.release();
        self.forget_permissions();
    }

    /// Lets held calls go.
    pub(crate) fn release(&self) {
        self.releases.send_modify(|releases| *releases += 1);
    }

    /// Asks the authorizer again for whatever it has allowed.
    pub(crate) fn forget_permissions(&self) {
        if let Some(authorizer) = &self.authorizer {
            authorizer.forget();
        }
    }

    /// Waits until the faults are cleared. Counted as held until then, or until the client goes
    /// away and this is dropped.
    pub(crate) async fn hold(&self) {
        let mut releases = self.releases.subscribe();
        let _held = Held::new(self);
        // An error would mean that the sender is gone, and with it the sandbox.
        let _ = releases.changed().await;
    }
}

struct Held<'a>(&'a Shared);

impl<'a> Held<'a> {
    fn new(shared: &'a Shared) -> Self {
        shared.state().faults.held += 1;
        Self(shared)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.state().faults.held -= 1;
    }
}
