//! The table of the template, in memory.

use std::collections::HashMap;

pub use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::{
    Config,
    config::{BehaviorVersion, Credentials, Region},
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
        ScalarAttributeType,
    },
};
use dynoxide::Database;
use serde_json::Value;
use tokio::net::TcpListener;

pub const NAME: &str = "auxo";

pub type Item = HashMap<String, AttributeValue>;

/// Serves the table; its client and its address.
pub async fn serve(database: Database) -> (Client, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("AKIDTEST", "secret", None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(&url);
    let client = Client::from_conf(config.build());
    create(&client).await;
    (client, url)
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

/// Stores a policy as the API does.
pub async fn store_policy(client: &Client, name: &str, document: &Value) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    client
        .put_item()
        .table_name(NAME)
        .item("pk", text("POLICIES"))
        .item("sk", text(name))
        .item("version", AttributeValue::N("1".to_owned()))
        .item("document", text(&document.to_string()))
        .item("updated_at", text("2026-03-20T11:00:00Z"))
        .item("updated_by", text("test"))
        .send()
        .await
        .unwrap();
}

pub async fn get(client: &Client, pk: AttributeValue, sk: AttributeValue) -> Option<Item> {
    let get = client.get_item().table_name(NAME);
    let found = get.key("pk", pk).key("sk", sk).send().await.unwrap();
    found.item
}
