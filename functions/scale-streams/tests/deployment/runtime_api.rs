//! Lambda's side of the runtime API, for one function.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
    time::timeout,
};

type Answer = Result<Value, Value>;

pub struct RuntimeApi {
    address: String,
    events: mpsc::UnboundedSender<Value>,
    answers: Mutex<mpsc::UnboundedReceiver<Answer>>,
}

struct Lambda {
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
    answers: mpsc::UnboundedSender<Answer>,
}

impl RuntimeApi {
    pub async fn serve() -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let (answering, answers) = mpsc::unbounded_channel();
        let lambda = Arc::new(Lambda {
            events: Mutex::new(waiting),
            answers: answering,
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{end}", post(end))
            .with_state(lambda);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            events,
            answers: Mutex::new(answers),
        }
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    pub async fn invoke(&self, event: Value) -> Answer {
        self.events.send(event).unwrap();
        let mut answers = self.answers.lock().await;
        let answer = timeout(Duration::from_secs(60), answers.recv()).await;
        answer.expect("an answer in time").unwrap()
    }
}

async fn next(State(lambda): State<Arc<Lambda>>) -> Response {
    let event = lambda.events.lock().await.recv().await;
    let Some(event) = event else {
        return StatusCode::GONE.into_response();
    };
    let deadline = SystemTime::now() + Duration::from_secs(60);
    let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let headers = [
        ("lambda-runtime-aws-request-id", "request".to_owned()),
        (
            "lambda-runtime-deadline-ms",
            deadline.as_millis().to_string(),
        ),
        ("lambda-runtime-invoked-function-arn", "function".to_owned()),
    ];
    (headers, Json(event)).into_response()
}

async fn end(
    State(lambda): State<Arc<Lambda>>,
    Path((_, end)): Path<(String, String)>,
    body: String,
) -> StatusCode {
    let body = serde_json::from_str(&body).unwrap();
    let answer = if end == "response" {
        Ok(body)
    } else {
        Err(body)
    };
    lambda.answers.send(answer).unwrap();
    StatusCode::ACCEPTED
}
