//! The Lambda runtime API, as much of it as a function needs: the next event, and its answer.

use std::{error::Error, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

/// How long an invocation may take, as the template has it.
const TIMEOUT_MS: i64 = 60_000;

/// A runtime API for one function.
pub(crate) struct RuntimeApi {
    pub(crate) address: SocketAddr,
    polls: mpsc::UnboundedReceiver<()>,
    events: mpsc::UnboundedSender<Value>,
    answers: mpsc::UnboundedReceiver<Value>,
}

struct Shared {
    polled: mpsc::UnboundedSender<()>,
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
    answered: mpsc::UnboundedSender<Value>,
}

impl RuntimeApi {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let (polled, polls) = mpsc::unbounded_channel();
        let (events, waiting) = mpsc::unbounded_channel();
        let (answered, answers) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            polled,
            events: Mutex::new(waiting),
            answered,
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answer))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(answer))
            .with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            address,
            polls,
            events,
            answers,
        })
    }

    /// Waits until the function asks for an event.
    pub(crate) async fn polled(&mut self) -> Result<(), Box<dyn Error>> {
        self.polls
            .recv()
            .await
            .ok_or_else(|| "the runtime API has ended".into())
    }

    /// Sends an event and waits for its answer.
    pub(crate) async fn invoke(&mut self, event: Value) -> Result<Value, Box<dyn Error>> {
        self.events.send(event)?;
        self.answers
            .recv()
            .await
            .ok_or_else(|| "the runtime API has ended".into())
    }
}

async fn next(State(shared): State<Arc<Shared>>) -> Response {
    let _ = shared.polled.send(()); // nobody may be waiting for it
    let Some(event) = shared.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let deadline = (Timestamp::now().as_millisecond() + TIMEOUT_MS).to_string();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:bench";
    let headers = [
        (
            "lambda-runtime-aws-request-id",
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        ),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", arn),
        ("content-type", "application/json"),
    ];
    (headers, event.to_string()).into_response()
}

async fn answer(State(shared): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    let answer = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let _ = shared.answered.send(answer); // nobody may be waiting for it
    StatusCode::ACCEPTED
}
