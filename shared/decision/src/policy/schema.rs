//! The JSON Schema of policies, made from the types that read them.

use schemars::{
    Schema,
    generate::SchemaSettings,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Map, Value, json};

use super::document::PolicyDocument;

/// The JSON Schema (draft 2020-12) of a policy of any kind of target.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(Strict);
    settings
        .into_generator()
        .into_root_schema_for::<PolicyDocument>()
        .to_value()
}

/// An object with this field.
pub(crate) fn required(field: &str) -> Value {
    json!({ "required": [field] })
}

/// An object with one of these fields.
pub(crate) fn one_of(fields: &[&str]) -> Value {
    let each: Vec<_> = fields.iter().copied().map(required).collect();
    json!({ "oneOf": each })
}

/// An object that does not have fields of both.
pub(crate) fn apart(some: &[&str], others: &[&str]) -> Value {
    let any = |fields: &[&str]| -> Vec<_> { fields.iter().copied().map(required).collect() };
    json!({"not": {"allOf": [{"anyOf": any(some)}, {"anyOf": any(others)}]}})
}

/// What is true of the whole document, and need not be said of each type.
#[derive(Clone, Debug)]
struct Strict;

impl Transform for Strict {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        without_null(schema);
        in_one_line(schema);
        // The numbers' widths in memory; what they may be is said by minimum and maximum.
        if schema.get("type").is_some_and(|kind| kind != "string") {
            schema.remove("format");
        }
        if schema.contains_key("properties") {
            schema.insert("additionalProperties".to_owned(), json!(false));
            require_what_has_no_default(schema);
        }
    }
}

/// A field that may be left out need not be written as nothing.
fn without_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = schema.get("type")
        && let [kind, Value::String(null)] = kinds.as_slice()
        && null == "null"
    {
        let kind = kind.clone();
        schema.insert("type".to_owned(), kind);
    }
    if let Some(Value::Array(either)) = schema.get("anyOf")
        && let [Value::Object(what), null] = either.as_slice()
        && *null == json!({"type": "null"})
    {
        let mut what = what.clone();
        schema.remove("anyOf");
        what.append(schema);
        *schema = what;
    }
}

/// Where a comment in the source begins a new line says nothing.
fn in_one_line(schema: &mut Map<String, Value>) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}

fn require_what_has_no_default(schema: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return;
    };
    let with_default = |name: &Value| {
        let property = name.as_str().and_then(|name| properties.get(name));
        property.is_some_and(|property| property.get("default").is_some())
    };
    if let Some(Value::Array(required)) = schema.get("required") {
        let required: Vec<_> = required.iter().filter(|name| !with_default(name)).collect();
        let required = json!(required);
        if required == json!([]) {
            schema.remove("required");
        } else {
            schema.insert("required".to_owned(), required);
        }
    }
}
