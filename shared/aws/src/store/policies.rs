//! Policies. A document is kept as the JSON text that it is, so that numbers stay as they were
//! written and nothing in it can be refused for its depth or its size of numbers.

use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use evaluation::{Expected, PolicyRepository, PolicyStore, PortError, SaveError, StoredPolicy};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    GET, Table,
    item::{self, Item, PK, SK, VERSION},
};

const POLICIES: &str = "POLICIES";
const DOCUMENT: &str = "document";
const UPDATED_AT: &str = "updated_at";
const UPDATED_BY: &str = "updated_by";

impl PolicyStore for Table {
    async fn policies(&self) -> Result<Vec<StoredPolicy>, PortError> {
        let items = self.partition(POLICIES).await?;
        Ok(items.iter().map(policy).collect())
    }
}

impl PolicyRepository for Table {
    async fn policy(&self, name: &str) -> Result<Option<StoredPolicy>, PortError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.name)
            .consistent_read(true)
            .key(PK, AttributeValue::S(POLICIES.to_owned()))
            .key(SK, AttributeValue::S(name.to_owned()))
            .send()
            .await
            .map_err(|error| GET.failed(&error))?;
        Ok(found.item.as_ref().map(policy))
    }

    async fn put(&self, policy: &StoredPolicy, expected: Expected) -> Result<(), SaveError> {
        let replaced = match expected {
            Expected::Absent => 0,
            Expected::Version(version) => version,
        };
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut item = item::at(POLICIES, &policy.name);
        item.insert(VERSION.to_owned(), item::number(policy.version));
        item.insert(DOCUMENT.to_owned(), text(&policy.document.to_string()));
        item.insert(UPDATED_AT.to_owned(), text(&policy.updated_at.to_string()));
        item.insert(UPDATED_BY.to_owned(), text(&policy.updated_by));
        self.replace(item, replaced).await
    }

    async fn delete(&self, name: &str, version: u64) -> Result<(), SaveError> {
        self.remove(POLICIES, name, version).await
    }
}

/// A policy as it is stored. What cannot be read of it becomes a document that is no policy, so
/// that it is reported where every broken policy is, and the others are not touched.
fn policy(item: &Item) -> StoredPolicy {
    let text = |name| item::text(item, name).map(String::as_str);
    let document = text(DOCUMENT).unwrap_or_default();
    let written = serde_json::from_str(document);
    let updated_at = text(UPDATED_AT).and_then(|time| time.parse().ok());
    StoredPolicy {
        name: text(SK).unwrap_or_default().to_owned(),
        version: item::version(item),
        document: Arc::new(written.unwrap_or_else(|_| Value::String(document.to_owned()))),
        updated_at: updated_at.unwrap_or(Timestamp::UNIX_EPOCH),
        updated_by: text(UPDATED_BY).unwrap_or_default().to_owned(),
    }
}
