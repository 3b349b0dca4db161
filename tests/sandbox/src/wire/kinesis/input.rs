//! The fields of a request, checked as the service's model states them: what has the wrong type
//! cannot be read, what breaks a constraint is a validation error.

use serde_json::{Map, Value};

use crate::wire::refusal::Refusal;

const NAME_LENGTH: usize = 128;
const ARN_LENGTH: usize = 2048;

/// The request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a>(pub(super) &'a Value);

impl<'a> Input<'a> {
    /// The stream that is meant, by its name or its ARN.
    pub(super) fn stream(self) -> Result<&'a str, Refusal> {
        let name = self.word("StreamName")?;
        let of_arn = self.arn("StreamARN")?;
        match (name, of_arn) {
            (Some(name), Some(other)) if name != other => Err(invalid(
                "StreamName and StreamARN are of different streams.",
            )),
            (Some(name), _) | (None, Some(name)) => Ok(name),
            (None, None) => Err(invalid("Either StreamName or StreamARN must be provided.")),
        }
    }

    /// The name in a stream's ARN.
    pub(super) fn arn(self, field: &str) -> Result<Option<&'a str>, Refusal> {
        let Some(arn) = self.text(field)? else {
            return Ok(None);
        };
        let rest = arn
            .strip_prefix("arn:aws")
            .filter(|_| arn.len() <= ARN_LENGTH);
        let name = rest.and_then(|rest| rest.split_once(":stream/"));
        match name {
            Some((place, name)) if place.contains(":kinesis:") && is_word(name) => Ok(Some(name)),
            _ => Err(broken(
                field,
                arn,
                "Member must satisfy the pattern of an ARN",
            )),
        }
    }

    /// A name: letters, digits and `_.-`, up to 128 of them.
    pub(super) fn word(self, field: &str) -> Result<Option<&'a str>, Refusal> {
        match self.text(field)? {
            Some(word) if !is_word(word) => {
                let constraint = "Member must satisfy regular expression pattern: \
                                  [a-zA-Z0-9_.-]+ and have length 1 to 128";
                Err(broken(field, word, constraint))
            }
            word => Ok(word),
        }
    }

    /// A name that must be there.
    pub(super) fn required_word(self, field: &str) -> Result<&'a str, Refusal> {
        self.word(field)?.ok_or_else(|| missing(field))
    }

    /// A hash key that must be there. What is larger than any is the largest: no range holds more.
    pub(super) fn hash_key(self, field: &str) -> Result<u128, Refusal> {
        let key = self.text(field)?.ok_or_else(|| missing(field))?;
        let digits = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || key.len() > 39 || (key.len() > 1 && key.starts_with('0')) {
            let constraint = r"Member must satisfy regular expression pattern: 0|([1-9]\d{0,38})";
            return Err(broken(field, key, constraint));
        }
        Ok(key.parse().unwrap_or(u128::MAX))
    }

    /// A text.
    pub(super) fn text(self, field: &str) -> Result<Option<&'a str>, Refusal> {
        match &self.0[field] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text)),
            _ => Err(unreadable(field, "a string")),
        }
    }

    /// One of some words.
    pub(super) fn choice<T>(
        self,
        field: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let constraint = "Member must satisfy enum value set";
        read(text)
            .map(Some)
            .ok_or_else(|| broken(field, text, constraint))
    }

    /// A whole number within bounds.
    pub(super) fn number(self, field: &str, least: i64, most: i64) -> Result<Option<i64>, Refusal> {
        match &self.0[field] {
            Value::Null => Ok(None),
            Value::Number(number) => match number.as_i64() {
                Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
                Some(number) => {
                    let constraint = format!("Member must have value between {least} and {most}");
                    Err(broken(field, &number.to_string(), &constraint))
                }
                None => Err(unreadable(field, "an integer")),
            },
            _ => Err(unreadable(field, "an integer")),
        }
    }

    /// A time, in whole seconds since the epoch.
    pub(super) fn time(self, field: &str) -> Result<Option<i64>, Refusal> {
        #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
        match &self.0[field] {
            Value::Null => Ok(None),
            Value::Number(number) => Ok(number.as_f64().map(|seconds| seconds.floor() as i64)),
            _ => Err(unreadable(field, "a timestamp")),
        }
    }

    /// A list of texts that must be there.
    pub(super) fn texts(self, field: &str) -> Result<Vec<&'a str>, Refusal> {
        match &self.0[field] {
            Value::Null => Err(missing(field)),
            Value::Array(items) => {
                let texts = items.iter().map(|item| item.as_str());
                texts
                    .collect::<Option<_>>()
                    .ok_or_else(|| unreadable(field, "strings"))
            }
            _ => Err(unreadable(field, "a list")),
        }
    }

    /// A structure inside.
    pub(super) fn inside(self, field: &str) -> Result<Option<Self>, Refusal> {
        match &self.0[field] {
            Value::Null => Ok(None),
            inside @ Value::Object(_) => Ok(Some(Self(inside))),
            _ => Err(unreadable(field, "a structure")),
        }
    }

    /// A map of texts.
    pub(super) fn map(self, field: &str) -> Result<Option<&'a Map<String, Value>>, Refusal> {
        match &self.0[field] {
            Value::Null => Ok(None),
            Value::Object(map) if map.values().all(Value::is_string) => Ok(Some(map)),
            _ => Err(unreadable(field, "a map of strings")),
        }
    }
}

fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=NAME_LENGTH).contains(&text.len()) && text.bytes().all(allowed)
}

/// A field that must be there is not.
pub(super) fn missing(field: &str) -> Refusal {
    let message = format!(
        "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must \
         not be null",
        camel(field)
    );
    Refusal::of("ValidationException", message)
}

/// A field breaks a constraint.
pub(super) fn broken(field: &str, value: &str, constraint: &str) -> Refusal {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{}' failed to satisfy constraint: \
         {constraint}",
        camel(field)
    );
    Refusal::of("ValidationException", message)
}

/// Fields that do not go together.
pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::of("InvalidArgumentException", message)
}

fn unreadable(field: &str, wanted: &str) -> Refusal {
    Refusal::of(
        "SerializationException",
        format!("{field} must be {wanted}"),
    )
}

fn camel(field: &str) -> String {
    let mut letters = field.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
