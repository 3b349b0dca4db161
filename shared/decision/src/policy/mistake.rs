//! What is wrong with a policy document, and where.

use std::{fmt, ops::ControlFlow};

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use serde::Serialize;

use super::nearest;

/// One mistake in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// JSON Pointer (RFC 6901) to the offending place; empty for the whole document.
    pub pointer: String,
    /// What is wrong and what was expected.
    pub detail: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the document"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.detail)
    }
}

/// All mistakes of a part of a document; never empty where it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// One mistake at `location`.
    #[must_use]
    pub fn at(location: ValuePointerRef, detail: impl Into<String>) -> Self {
        Self(vec![Mistake {
            pointer: pointer(location),
            detail: detail.into(),
        }])
    }

    /// One more, at `location`.
    pub(crate) fn note(&mut self, location: ValuePointerRef, detail: impl Into<String>) {
        self.0.extend(Self::at(location, detail).0);
    }

    /// What was read; where it could not be, its mistakes are noted.
    pub(crate) fn sound<T>(&mut self, read: Result<T, Self>) -> Option<T> {
        read.map_err(|wrong| self.0.extend(wrong.0)).ok()
    }

    /// `sound`, if there is no mistake.
    pub(crate) fn or<T>(self, sound: T) -> Result<T, Self> {
        if self.0.is_empty() {
            Ok(sound)
        } else {
            Err(self)
        }
    }
}

/// RFC 6901: `~` and `/` inside a name are escaped.
fn pointer(location: ValuePointerRef) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            format!(
                "{}/{}",
                pointer(*prev),
                key.replace('~', "~0").replace('/', "~1")
            )
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

impl DeserializeError for Mistakes {
    fn error<V: IntoValue>(
        earlier: Option<Self>,
        error: ErrorKind<V>,
        location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        let mistake = match error {
            ErrorKind::IncorrectValueKind { actual, accepted } => {
                let found = kind_in_words(actual.kind());
                Self::at(
                    location,
                    format!("expected {}, found {found}", accepted_kinds(accepted)),
                )
            }
            ErrorKind::MissingField { field } => {
                Self::at(location, format!("the field `{field}` is missing"))
            }
            ErrorKind::UnknownKey { key, accepted } => Self::at(
                location.push_key(key),
                format!("there is no field `{key}` here{}", nearest(key, accepted)),
            ),
            ErrorKind::UnknownValue { value, accepted } => Self::at(
                location,
                format!(
                    "expected {}, found \"{value}\"{}",
                    either(accepted),
                    nearest(value, accepted)
                ),
            ),
            ErrorKind::BadSequenceLen { actual, expected } => Self::at(
                location,
                format!(
                    "expected {expected} items, found {}",
                    deserr::Sequence::len(&actual)
                ),
            ),
            ErrorKind::Unexpected { msg } => Self::at(location, msg),
        };
        // Go on: whoever wrote the document wants to know all of it.
        ControlFlow::Continue(merged(earlier, mistake))
    }
}

impl MergeWithError<Self> for Mistakes {
    fn merge(
        earlier: Option<Self>,
        other: Self,
        _location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        ControlFlow::Continue(merged(earlier, other))
    }
}

/// What a text could not be read as, in words.
impl MergeWithError<String> for Mistakes {
    fn merge(
        earlier: Option<Self>,
        detail: String,
        location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        ControlFlow::Continue(merged(earlier, Self::at(location, detail)))
    }
}

fn merged(earlier: Option<Mistakes>, later: Mistakes) -> Mistakes {
    let mut all = earlier.unwrap_or_default();
    all.0.extend(later.0);
    all
}

/// The kinds in words; that a number may be whole or negative goes without saying.
fn accepted_kinds(kinds: &[ValueKind]) -> String {
    let whole_is_implied = kinds.contains(&ValueKind::Float);
    let negative_is_implied = whole_is_implied || kinds.contains(&ValueKind::Integer);
    let said: Vec<_> = kinds
        .iter()
        .filter(|kind| match kind {
            ValueKind::Integer => !whole_is_implied,
            ValueKind::NegativeInteger => !negative_is_implied,
            _ => true,
        })
        .map(|kind| kind_in_words(*kind))
        .collect();
    either(&said)
}

/// `a`, `a or b`, `a, b or c`.
fn either<T: AsRef<str>>(alternatives: &[T]) -> String {
    let words: Vec<_> = alternatives.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A kind of JSON value for people.
#[must_use]
pub fn kind_in_words(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "nothing",
        ValueKind::Boolean => "true or false",
        ValueKind::Integer => "a whole number",
        ValueKind::NegativeInteger => "a negative number",
        ValueKind::Float => "a number",
        ValueKind::String => "a text",
        ValueKind::Sequence => "a list",
        ValueKind::Map => "an object",
    }
}
