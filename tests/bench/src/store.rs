//! DynamoDB in process, for the actions of a tick, with a delay and a count of calls.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use dynoxide::Database;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A store that is empty at first.
pub(crate) struct Store {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    database: Database,
    calls: Mutex<BTreeMap<String, usize>>,
    delay: Mutex<Duration>,
}

impl Store {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let database = Database::memory()?;
        database.create_table(serde_json::from_value(json!({
            "TableName": "auxo",
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"}
            ],
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"}
            ],
            "BillingMode": "PAY_PER_REQUEST"
        }))?)?;
        let delay = Mutex::new(Duration::ZERO);
        let shared = Arc::new(Shared {
            database,
            calls: Mutex::default(),
            delay,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/", post(serve))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, shared })
    }

    pub(crate) fn put(&self, item: Value) -> Result<(), Box<dyn Error>> {
        let request = json!({ "TableName": "auxo", "Item": item });
        self.shared
            .database
            .put_item(serde_json::from_value(request)?)?;
        Ok(())
    }

    pub(crate) fn set_delay(&self, delay: Duration) {
        *self
            .shared
            .delay
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = delay;
    }

    /// The calls since the last time, by action.
    pub(crate) fn take_calls(&self) -> BTreeMap<String, usize> {
        std::mem::take(
            &mut self
                .shared
                .calls
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let action = target
        .and_then(|target| target.split('.').nth(1))
        .unwrap_or_default()
        .to_owned();
    let delay = *shared.delay.lock().unwrap_or_else(PoisonError::into_inner);
    *shared
        .calls
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(action.clone())
        .or_default() += 1;
    tokio::time::sleep(delay).await;
    let database = &shared.database;
    match action.as_str() {
        "Query" => answer(&body, |request| database.query(request)),
        "PutItem" => answer(&body, |request| database.put_item(request)),
        _ => StatusCode::NOT_IMPLEMENTED.into_response(),
    }
}

fn answer<Q: DeserializeOwned, A: Serialize>(
    body: &Bytes,
    act: impl FnOnce(Q) -> dynoxide::Result<A>,
) -> Response {
    let request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    match act(request) {
        Ok(answer) => {
            axum::Json(serde_json::to_value(answer).unwrap_or(Value::Null)).into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, error.to_json()).into_response(),
    }
}
