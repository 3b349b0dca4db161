//! Prices in the place of those that are checked in.

use jiff::civil::Date;
use serde_json::{Map, Value};

/// A price list that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the price list is wrong{}: {detail}", self.place())]
pub struct BadPrice {
    /// The field, such as `provisioned.shard_hour`; empty for the whole list.
    pub field: String,
    pub detail: String,
}

impl BadPrice {
    pub(super) fn new(field: &str, detail: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            detail: detail.into(),
        }
    }

    fn place(&self) -> String {
        if self.field.is_empty() {
            String::new()
        } else {
            format!(" at `{}`", self.field)
        }
    }
}

/// Puts each value of `change` in the place of the one in `list`.
pub(super) fn replace(list: &mut Value, change: Value, field: &str) -> Result<(), BadPrice> {
    match (list, change) {
        (Value::Object(list), Value::Object(changes)) => replace_fields(list, changes, field),
        (Value::Number(price), Value::Number(new))
            if new.as_f64().is_some_and(|new| new >= 0.0) =>
        {
            *price = new;
            Ok(())
        }
        (Value::String(date), Value::String(new)) if field == "date" => {
            let expected = |_| BadPrice::new(field, "expected a date such as \"2026-09-30\"");
            new.parse::<Date>().map_err(expected)?;
            *date = new;
            Ok(())
        }
        (text @ Value::String(_), new @ Value::String(_))
        | (text @ Value::Array(_), new @ Value::Array(_)) => {
            *text = new;
            Ok(())
        }
        (list, change) => {
            let expected = match list {
                Value::Object(_) => "an object",
                Value::Array(_) => "a list of texts",
                Value::String(_) => "a text",
                _ => "a number that is not negative",
            };
            let detail = format!("expected {expected}, found {change}");
            Err(BadPrice::new(field, detail))
        }
    }
}

fn replace_fields(
    list: &mut Map<String, Value>,
    changes: Map<String, Value>,
    field: &str,
) -> Result<(), BadPrice> {
    for (name, change) in changes {
        let inner = match field {
            "" => name.clone(),
            outer => format!("{outer}.{name}"),
        };
        if let Some(place) = list.get_mut(&name) {
            replace(place, change, &inner)?;
        } else {
            let known: Vec<_> = list.keys().map(String::as_str).collect();
            let detail = format!("there is no such price; expected {}", known.join(", "));
            return Err(BadPrice::new(&inner, detail));
        }
    }
    Ok(())
}
