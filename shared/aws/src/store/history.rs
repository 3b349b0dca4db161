//! Finished records of a target, newest first.

use aws_sdk_dynamodb::types::AttributeValue;
use decision::TargetId;
use evaluation::{Failure, History, Outcome, PortError, Record};
use jiff::Timestamp;

use super::{
    PUT, QUERY, Table,
    item::{self, Item, PK, SK},
    packed,
};

const RECORD: &str = "record";
const KEPT_DAYS: i64 = 90;
/// Pages of a megabyte; nobody reads more of a history at once.
const MOST_PAGES: usize = 20;

impl History for Table {
    async fn history(
        &self,
        target: &TargetId,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Record>, PortError> {
        let mut records = Vec::new();
        let mut from = None;
        for _ in 0..MOST_PAGES {
            let wanted = limit.saturating_sub(records.len());
            if wanted == 0 {
                break;
            }
            let mut query = self
                .client
                .query()
                .table_name(&self.name)
                .consistent_read(true)
                .scan_index_forward(false)
                .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
                .set_exclusive_start_key(from)
                .key_condition_expression("#pk = :pk")
                .expression_attribute_names("#pk", PK)
                .expression_attribute_values(":pk", AttributeValue::S(partition(target)));
            if let Some(before) = before {
                query = query
                    .key_condition_expression("#pk = :pk AND #sk < :before")
                    .expression_attribute_names("#sk", SK)
                    .expression_attribute_values(
                        ":before",
                        AttributeValue::S(item::moment(before)),
                    );
            }
            let page = query.send().await.map_err(|error| QUERY.failed(&error))?;
            records.extend(page.items.unwrap_or_default().iter().map(record));
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        Ok(records)
    }
}

/// The item of a finished record. It began only once, so that archiving it twice changes nothing.
pub(super) fn finished(target: &TargetId, record: &Record) -> Result<Item, PortError> {
    let body = packed::pack(record).map_err(|error| PUT.malformed(error))?;
    let mut item = item::at(partition(target), item::moment(record.since));
    item.insert(RECORD.to_owned(), body);
    item::expire(&mut item, record.until, KEPT_DAYS);
    Ok(item)
}

fn partition(target: &TargetId) -> String {
    format!("HISTORY#{target}")
}

/// A record that cannot be read is told as such, at its time.
fn record(item: &Item) -> Record {
    packed::read(item, RECORD).unwrap_or_else(|error: String| {
        let began = item::text(item, SK).and_then(|moment| moment.parse().ok());
        let since = began.unwrap_or(Timestamp::UNIX_EPOCH);
        Record {
            since,
            until: since,
            times: 1,
            policy: String::new(),
            policy_version: 0,
            outcome: Outcome::Failed {
                failure: Failure::Malformed,
                message: format!("this record cannot be read: {error}"),
            },
            ended: None,
            problems: Vec::new(),
        }
    })
}
