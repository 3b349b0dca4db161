//! DynamoDB as far as a tick needs it: pages of a partition, and puts. A map that answers at once,
//! so that what is measured is the function; it counts the calls and delays them.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the service reads at most for one answer.
const PAGE_BYTES: usize = 1 << 20;

/// A store that is empty at first.
pub(crate) struct Store {
    pub(crate) url: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// By partition and sort key.
    items: BTreeMap<(String, String), Value>,
    calls: BTreeMap<String, usize>,
    delay: Duration,
}

impl Store {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let shared = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/", post(serve))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, shared })
    }

    pub(crate) fn put(&self, item: Value) {
        locked(&self.shared).put(item);
    }

    /// Puts the item of one sort key under others too.
    pub(crate) fn copy(&self, pk: &str, sk: &str, others: impl Iterator<Item = String>) {
        let mut shared = locked(&self.shared);
        let known = shared.items.get(&(pk.to_owned(), sk.to_owned())).cloned();
        let Some(known) = known else {
            return;
        };
        for other in others {
            let mut copied = known.clone();
            copied["sk"] = json!({ "S": other });
            shared.put(copied);
        }
    }

    pub(crate) fn set_delay(&self, delay: Duration) {
        locked(&self.shared).delay = delay;
    }

    /// The calls since the last time, by action.
    pub(crate) fn take_calls(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut locked(&self.shared).calls)
    }
}

fn locked(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    State(shared): State<Arc<Mutex<Shared>>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let action = target
        .and_then(|target| target.split('.').nth(1))
        .unwrap_or_default()
        .to_owned();
    let delay = {
        let mut shared = locked(&shared);
        *shared.calls.entry(action.clone()).or_default() += 1;
        shared.delay
    };
    tokio::time::sleep(delay).await;
    let mut request: Value = serde_json::from_str(&body).unwrap_or_default();
    match action.as_str() {
        "Query" => Json(locked(&shared).page(&request)).into_response(),
        "PutItem" => {
            locked(&shared).put(request["Item"].take());
            Json(json!({})).into_response()
        }
        _ => StatusCode::NOT_IMPLEMENTED.into_response(),
    }
}

impl Shared {
    fn put(&mut self, item: Value) {
        let key = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
        self.items.insert((key("pk"), key("sk")), item);
    }

    /// The items of the one partition that the request names, from where the last page ended.
    fn page(&self, request: &Value) -> Value {
        let named = request["ExpressionAttributeValues"].as_object();
        let partition = named
            .and_then(|values| values.values().find_map(|value| value["S"].as_str()))
            .unwrap_or_default();
        let after = request["ExclusiveStartKey"]["sk"]["S"]
            .as_str()
            .unwrap_or_default();
        let (mut items, mut bytes) = (Vec::new(), 0);
        for ((pk, sk), item) in &self.items {
            if pk != partition || sk.as_str() <= after {
                continue;
            }
            bytes += item.to_string().len();
            items.push(item);
            if PAGE_BYTES < bytes {
                let last = json!({"pk": {"S": pk}, "sk": {"S": sk}});
                return json!({"Items": items, "Count": items.len(), "LastEvaluatedKey": last});
            }
        }
        json!({"Items": items, "Count": items.len()})
    }
}
