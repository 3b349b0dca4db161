//! Attributes of items: their names, and reading and writing them.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hasher, RandomState},
};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) const PK: &str = "pk";
pub(super) const SK: &str = "sk";
pub(super) const VERSION: &str = "version";
/// Who wrote the item: a name for one write, so that it knows itself again.
pub(super) const WRITER: &str = "writer";
/// When DynamoDB may delete the item, in seconds since 1970.
const EXPIRES: &str = "expires";

pub(super) fn at(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    Item::from([
        (PK.to_owned(), AttributeValue::S(pk.into())),
        (SK.to_owned(), AttributeValue::S(sk.into())),
    ])
}

pub(super) fn string(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(super) fn number(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// The moment as a sort key: always as long, so that text sorts as time does.
pub(super) fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}

pub(super) fn expire(item: &mut Item, after: Timestamp, days: i64) {
    let expires = after.as_second().saturating_add(days * 86_400);
    item.insert(EXPIRES.to_owned(), number(expires));
}

pub(super) fn text<'a>(item: &'a Item, name: &str) -> Option<&'a String> {
    item.get(name)?.as_s().ok()
}

/// 0 when there is no version that can be read.
pub(super) fn version(item: &Item) -> u64 {
    let version = item.get(VERSION).and_then(|version| version.as_n().ok());
    version
        .and_then(|version| version.parse().ok())
        .unwrap_or_default()
}

pub(super) fn body<T: Serialize>(value: &T) -> Result<AttributeValue, String> {
    serde_dynamo::to_attribute_value(value).map_err(|error| error.to_string())
}

pub(super) fn read_body<T: DeserializeOwned>(item: &Item, name: &str) -> Result<T, String> {
    let body = item
        .get(name)
        .ok_or_else(|| format!("there is no `{name}`"))?;
    read(body.clone())
}

fn read<T: DeserializeOwned>(value: AttributeValue) -> Result<T, String> {
    serde_dynamo::from_attribute_value(value).map_err(|error| error.to_string())
}

/// A name that no other write has. The standard library seeds its hashers at random.
pub(super) fn writer() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_as_time_does() {
        let times = ["2026-11-21T08:00:00Z", "2026-11-21T08:00:00.5Z"];
        let [whole, half] = times.map(|time| moment(time.parse().unwrap()));
        assert!(whole < half, "{whole} {half}");
        assert_eq!(whole, "2026-11-21T08:00:00.000000000Z");
    }

    #[test]
    fn no_two_writes_have_one_name() {
        assert_ne!(writer(), writer());
    }
}
