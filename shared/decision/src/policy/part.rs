//! A part of a document that is parsed by itself.

use std::borrow::Cow;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{Mistake, Mistakes};

/// A part whose mistakes do not hide those of its neighbours: it is always there, and holds
/// either what was read or what is wrong with it.
#[derive(Debug)]
pub(crate) struct Part<T>(Result<T, Mistakes>);

impl<T> Part<T> {
    /// What was read; its mistakes go to `mistakes`.
    pub(crate) fn read(self, mistakes: &mut Vec<Mistake>) -> Option<T> {
        self.0.map_err(|wrong| mistakes.extend(wrong.0)).ok()
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Part<U> {
        Part(self.0.map(change))
    }
}

impl<T: Deserr<Mistakes>> Deserr<Mistakes> for Part<T> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        Ok(Self(T::deserialize_from_value(value, location)))
    }
}

/// To whoever writes the document it is what is read.
impl<T: JsonSchema> JsonSchema for Part<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A part that may be left out; then the default counts.
pub(super) fn optional<T: Default>(
    part: Option<Part<T>>,
    mistakes: &mut Vec<Mistake>,
) -> Option<T> {
    part.map_or_else(|| Some(T::default()), |part| part.read(mistakes))
}

/// A part that has to be there.
pub(super) fn required<T>(
    part: Option<Part<T>>,
    field: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<T> {
    if part.is_none() {
        let detail = format!("the field `{field}` is missing");
        mistakes.push(Mistake {
            pointer: String::new(),
            detail,
        });
    }
    part.and_then(|part| part.read(mistakes))
}
