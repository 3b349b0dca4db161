//! The table of the template, in memory, and a way into it that goes round the adapter.

use std::{collections::HashMap, time::Duration};

use aws::{SdkConfig, Table};
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::{
    Client,
    config::{Credentials, SharedCredentialsProvider},
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
        ScalarAttributeType,
    },
};
use dynoxide::Database;
use tokio::net::TcpListener;

pub(crate) const NAME: &str = "auxo";

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) struct Served {
    pub(crate) table: Table,
    pub(crate) client: Client,
    /// `127.0.0.1:port`
    pub(crate) address: String,
}

impl Served {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(dynoxide::server::serve_on(
            listener,
            Database::memory().unwrap(),
        ));
        let config = config(&address);
        let client = Client::new(&config);
        create(&client).await;
        let table = Table::new(&config, NAME);
        Self {
            table,
            client,
            address,
        }
    }

    pub(crate) async fn item(&self, pk: &str, sk: &str) -> Option<Item> {
        let get = self.client.get_item().table_name(NAME);
        let get = get.key("pk", text(pk)).key("sk", text(sk));
        get.send().await.unwrap().item
    }

    /// Writes over one attribute of an item.
    pub(crate) async fn break_item(&self, pk: &str, sk: &str, name: &str, value: AttributeValue) {
        let mut item = self.item(pk, sk).await.unwrap_or_default();
        item.insert("pk".to_owned(), text(pk));
        item.insert("sk".to_owned(), text(sk));
        item.insert(name.to_owned(), value);
        let put = self.client.put_item().table_name(NAME);
        put.set_item(Some(item)).send().await.unwrap();
    }
}

/// As a function is configured, but for waits that a test need not sit through.
pub(crate) fn config(address: &str) -> SdkConfig {
    let key = Credentials::new("AKIDTEST", "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(key))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(aws::retries().with_initial_backoff(Duration::from_millis(1)))
        .timeout_config(aws::timeouts())
        .endpoint_url(format!("http://{address}"))
        .build()
}

async fn create(client: &Client) {
    let mut create = client
        .create_table()
        .table_name(NAME)
        .billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let attribute = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S);
        let key = KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind);
        create = create
            .attribute_definitions(attribute.build().unwrap())
            .key_schema(key.build().unwrap());
    }
    create.send().await.unwrap();
}

pub(crate) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
