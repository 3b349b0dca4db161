//! Instants as people write them: `2026-12-01T00:00:00Z`.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;

use crate::policy::{Mistakes, kind_in_words};

/// An instant that a document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(
    with = "String",
    description = "A time in RFC 3339.",
    extend("format" = "date-time", "examples" = ["2026-12-01T00:00:00Z"])
)]
pub(crate) struct Moment(pub(crate) Timestamp);

impl Deserr<Mistakes> for Moment {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let expected = "expected a time from 1970 on such as \"2026-03-02T12:00:00Z\"";
        match value {
            Value::String(text) => {
                let time = text.parse().ok();
                let time = time.filter(|time| Timestamp::UNIX_EPOCH <= *time);
                time.map(Self).ok_or_else(|| {
                    let start: String = text.chars().take(40).collect();
                    Mistakes::at(location, format!("{expected}, found \"{start}\""))
                })
            }
            other => {
                let found = kind_in_words(other.kind());
                Err(Mistakes::at(location, format!("{expected}, found {found}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(document: Value) -> Result<Moment, String> {
        deserr::deserialize::<_, _, Mistakes>(document)
            .map_err(|wrong| wrong.0.into_iter().map(|mistake| mistake.detail).collect())
    }

    #[test]
    fn an_instant_names_its_offset() {
        let noon = read(json!("2026-03-02T12:00:00Z")).unwrap();
        assert_eq!(read(json!("2026-03-02T13:00:00+01:00")), Ok(noon));
        assert!(read(json!("2026-03-02T12:00:00")).is_err());
    }

    #[test]
    fn nothing_is_from_before_1970() {
        assert!(read(json!("1969-12-31T23:59:59Z")).is_err());
        assert!(read(json!("1970-01-01T00:00:00Z")).is_ok());
    }

    #[test]
    fn what_is_no_instant_is_refused_with_an_example() {
        let expected = "expected a time from 1970 on such as \"2026-03-02T12:00:00Z\"";
        assert_eq!(
            read(json!("noon")),
            Err(format!("{expected}, found \"noon\""))
        );
        assert_eq!(
            read(json!(12)),
            Err(format!("{expected}, found a whole number"))
        );
    }
}
