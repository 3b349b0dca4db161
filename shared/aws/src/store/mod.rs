//! DynamoDB: one table for everything that is remembered.
//!
//! | what | pk | sk | expires |
//! | --- | --- | --- | --- |
//! | policy | `POLICIES` | its name | never |
//! | memory of a target | `TARGETS#<kind>` | its name | 30 days after the last save |
//! | push of another system | `PUSHED#<kind>` | the target's name `/` the source | 8 days after the push |
//! | what there is in the account | `LISTING#<kind>` | `head`, `claim`, `page#…` | 30 days after it was listed |
//! | finished record | `HISTORY#<kind>/<name>` | when it began | 90 days after it ended |
//!
//! Memories and records are packed; the rest can be read in the table.
//!
//! There is no index on the next evaluation: each evaluation changes it, so the index would make
//! every save two or three writes, all into one hot partition, to spare a query that costs half a
//! read unit for each 4 KB of memories.

mod history;
mod inbox;
mod item;
mod listing;
mod memories;
mod packed;
mod policies;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    operation::{
        delete_item::DeleteItemError,
        put_item::{PutItemError, builders::PutItemFluentBuilder},
    },
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use evaluation::{PortError, SaveError};

use crate::failure::Action;
use item::{Item, PK, SK, VERSION, WRITER};

const fn action(name: &'static str) -> Action {
    let service = "dynamodb";
    Action { service, name }
}

const QUERY: Action = action("Query");
const GET: Action = action("GetItem");
const PUT: Action = action("PutItem");
const DELETE: Action = action("DeleteItem");

/// The table. Each port that it meets has a file of its own.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    #[must_use]
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self {
            client: Client::new(config),
            name: name.into(),
        }
    }

    /// Every item of a partition, in the order of their sort keys.
    async fn partition(&self, pk: &str) -> Result<Vec<Item>, PortError> {
        self.client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|error| QUERY.failed(&error))
    }

    fn put_item(&self, item: Item) -> PutItemFluentBuilder {
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item))
    }

    /// Replaces the item under `replaced`, the version it has to have; 0: there has to be none.
    async fn replace(&self, mut item: Item, replaced: u64) -> Result<(), SaveError> {
        let writer = item::writer();
        item.insert(WRITER.to_owned(), AttributeValue::S(writer.clone()));
        let put = self
            .put_item(item)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = if replaced == 0 {
            put.condition_expression("attribute_not_exists(#pk)")
                .expression_attribute_names("#pk", PK)
        } else {
            put.condition_expression("#version = :version")
                .expression_attribute_names("#version", VERSION)
                .expression_attribute_values(":version", item::number(replaced))
        };
        let Err(error) = put.send().await else {
            return Ok(());
        };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                // The answer to a write can be lost; its retry then meets the write itself.
                let stored = failed.item().and_then(|item| item::text(item, WRITER));
                if stored == Some(&writer) {
                    Ok(())
                } else {
                    Err(SaveError::Conflict)
                }
            }
            _ => Err(PUT.failed(&error).into()),
        }
    }

    async fn remove(&self, pk: &str, sk: &str, version: u64) -> Result<(), SaveError> {
        let removed = self
            .client
            .delete_item()
            .table_name(&self.name)
            .key(PK, AttributeValue::S(pk.to_owned()))
            .key(SK, AttributeValue::S(sk.to_owned()))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":version", item::number(version))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = removed else {
            return Ok(());
        };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(failed)) => {
                // Nothing there: gone by this very call, its answer lost, or by somebody else's.
                // Either way it is as it was to be.
                if failed.item().is_none_or(Item::is_empty) {
                    Ok(())
                } else {
                    Err(SaveError::Conflict)
                }
            }
            _ => Err(DELETE.failed(&error).into()),
        }
    }
}
