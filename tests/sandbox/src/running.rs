//! Starting and stopping a sandbox.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{Router, routing::any};
use jiff::Timestamp;
use simulation::{World, WorldSpec, world::SpecError};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    authorizer::{Authorizer, AuthorizerError},
    call_log::LoggedCall,
    clock::{self, Clock},
    control,
    fault::Fault,
    state::Shared,
    wire,
};

/// A sandbox to be started.
#[derive(Clone, Debug)]
pub struct Sandbox {
    spec: WorldSpec,
    port: u16,
    authorize: Option<String>,
}

/// Why a sandbox cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The world cannot be built.
    #[error("world: {0}")]
    World(#[from] SpecError),
    /// The port cannot be had.
    #[error("port: {0}")]
    Port(#[from] std::io::Error),
    /// The authorizer's address is none.
    #[error(transparent)]
    Authorizer(#[from] AuthorizerError),
}

/// A sandbox that answers until it is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Sandbox {
    /// A sandbox over a world, on any free port.
    #[must_use]
    pub fn new(spec: WorldSpec) -> Self {
        Self {
            spec,
            port: 0,
            authorize: None,
        }
    }

    /// The port to listen on; 0 for any that is free.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Forwards every call to this address first, as it came, and performs it only if it is not
    /// refused there.
    #[must_use]
    pub fn authorize(self, url: Option<String>) -> Self {
        Self {
            authorize: url,
            ..self
        }
    }

    /// Starts a sandbox over a world, on any free port. A world with a start stands still at it;
    /// one without begins now and follows the wall clock.
    ///
    /// # Errors
    /// [`StartError`] when the world cannot be built.
    pub async fn start(spec: WorldSpec) -> Result<Running, StartError> {
        Self::new(spec).serve().await
    }

    /// Listens on the loopback address, and answers in the background.
    ///
    /// # Errors
    /// [`StartError`] when the world cannot be built or the port cannot be had.
    pub async fn serve(self) -> Result<Running, StartError> {
        let (now, clock) = match self.spec.start {
            Some(start) => (start.as_second(), Clock::Frozen),
            None => (clock::wall(), Clock::Live),
        };
        let authorizer = self.authorize.as_deref().map(Authorizer::new).transpose()?;
        let shared = Arc::new(Shared::new(World::new(self.spec, now)?, clock, authorizer));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .nest("/sandbox", control::routes())
            .fallback(any(wire::serve))
            .with_state(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = stopped.await; // an error is a dropped sender: stop as well
        });
        let server = tokio::spawn(serving.into_future());
        Ok(Running {
            address,
            shared,
            stop: Some(stop),
            server,
        })
    }
}

impl Running {
    /// The endpoint for the AWS clients, such as `http://127.0.0.1:4578`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The present of the world.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.shared.state().world.now()).unwrap_or_default()
    }

    /// Freezes the clock and moves it forward; an earlier time changes nothing.
    pub fn advance_to(&self, now: Timestamp) {
        let mut state = self.shared.state();
        state.clock = Clock::Frozen;
        state.world.advance_to(now.as_second());
    }

    /// Reads or changes the world in place.
    pub fn with_world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        act(&mut self.shared.state().world)
    }

    /// Sets a fault.
    pub fn set_fault(&self, fault: Fault) {
        self.shared.state().faults.set(fault);
    }

    /// Clears the faults and lets held calls go.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Calls that are being held now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.shared.state().faults.held
    }

    /// The calls after a number, oldest first.
    #[must_use]
    pub fn calls_since(&self, n: u64) -> Vec<LoggedCall> {
        self.shared.state().calls.since(n)
    }

    /// Waits until the server ends by itself, which it does only on failure.
    ///
    /// # Errors
    /// What the server failed of.
    pub async fn finished(mut self) -> std::io::Result<()> {
        (&mut self.server).await.map_err(std::io::Error::other)?
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // an error: the server is gone already
        }
        self.shared.release();
    }
}
