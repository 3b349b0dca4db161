//! A function with everything around it in this process: the runtime API that wakes it, the
//! services that it scales, and its table.

#![allow(dead_code, unreachable_pub, reason = "each test file uses some of it")]

mod runtime_api;
mod table;

use std::process::Stdio;

use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::Database;
use runtime_api::RuntimeApi;
use sandbox::{Running, Sandbox};
use serde_json::Value;
use tokio::process::{Child, Command};

pub struct Deployment {
    pub sandbox: Running,
    table: table::Client,
    runtime: RuntimeApi,
    /// Killed when it is dropped.
    _function: Child,
}

impl Deployment {
    /// Starts a binary as Lambda would, over a world and an empty table.
    pub async fn start(binary: &str, world: Value) -> Self {
        let sandbox = Sandbox::start(serde_json::from_value(world).unwrap()).await;
        let sandbox = sandbox.unwrap();
        let (table, table_url) = table::serve(Database::memory().unwrap()).await;
        let runtime = RuntimeApi::serve().await;
        let function = Command::new(binary)
            .env_clear()
            .envs([
                ("AWS_LAMBDA_RUNTIME_API", runtime.address().as_str()),
                ("AWS_LAMBDA_FUNCTION_NAME", "function"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "AKIDTEST"),
                ("AWS_SECRET_ACCESS_KEY", "secret"),
                ("TABLE_NAME", table::NAME),
                ("AWS_ENDPOINT_URL_DYNAMODB", &table_url),
                ("AWS_ENDPOINT_URL_KINESIS", &sandbox.url()),
                ("AWS_ENDPOINT_URL_EMR", &sandbox.url()),
                ("AWS_ENDPOINT_URL_ECS", &sandbox.url()),
                ("AWS_ENDPOINT_URL_LAMBDA", &sandbox.url()),
                ("AWS_ENDPOINT_URL_CLOUDWATCH", &sandbox.url()),
            ])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            sandbox,
            table,
            runtime,
            _function: function,
        }
    }

    pub async fn store_policy(&self, name: &str, document: &Value) {
        table::store_policy(&self.table, name, document).await;
    }

    pub async fn memory(&self, kind: &str, name: &str) -> Option<table::Item> {
        let pk = AttributeValue::S(format!("TARGETS#{kind}"));
        let sk = AttributeValue::S(name.to_owned());
        table::get(&self.table, pk, sk).await
    }

    /// The answer to an event, or the error.
    pub async fn invoke(&self, event: Value) -> Result<Value, Value> {
        self.runtime.invoke(event).await
    }

    /// What came of the calls of an action.
    pub fn outcomes(&self, action: &str) -> Vec<String> {
        let calls = self.sandbox.calls_since(0).into_iter();
        calls
            .filter(|call| call.action == action)
            .map(|call| call.outcome)
            .collect()
    }
}
