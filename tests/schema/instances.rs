//! Documents made from the schema: each field with each of its examples, its default and its
//! limits, and fields together as far as the schema lets them be.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

pub(crate) static ROOT: LazyLock<Value> = LazyLock::new(decision::policy::schema);

/// Fields that may be left out are tried so many at once.
const AT_ONCE: usize = 3;

/// Values that fit a schema.
pub(crate) fn of(schema: &Value) -> Vec<Value> {
    let schema = resolved(schema);
    if schema.get("properties").is_some() {
        return objects(&schema);
    }
    let mut values: Vec<Value> = ["examples", "enum"]
        .iter()
        .filter_map(|list| schema.get(*list)?.as_array().cloned())
        .flatten()
        .collect();
    let single = ["const", "default", "minimum", "maximum"];
    values.extend(
        single
            .iter()
            .filter_map(|field| schema.get(*field).cloned()),
    );
    for alternatives in ["oneOf", "anyOf"] {
        let each = schema.get(alternatives).and_then(Value::as_array);
        if values.is_empty() {
            values.extend(each.into_iter().flatten().flat_map(of));
        }
    }
    let plain = schema.get("examples").is_none();
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => values.extend([json!(true), json!(false)]),
        Some("array") if plain => {
            values.extend(of(&schema["items"]).into_iter().map(|item| json!([item])))
        }
        Some("object") if plain => {
            let named = of(&schema["additionalProperties"]).into_iter();
            values.extend(named.map(|value| json!({ "load": value })));
        }
        _ => {}
    }
    values
}

/// What judges values by a part of the schema.
pub(crate) fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["$defs"] = ROOT["$defs"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

/// A schema with what it refers to; what is said beside the reference comes first.
pub(crate) fn resolved(schema: &Value) -> Value {
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
        return schema.clone();
    };
    let meant = ROOT.pointer(reference.trim_start_matches('#')).unwrap();
    let mut whole = resolved(meant).as_object().unwrap().clone();
    whole.extend(schema.as_object().unwrap().clone());
    whole.remove("$ref");
    Value::Object(whole)
}

fn objects(schema: &Value) -> Vec<Value> {
    let properties = schema["properties"].as_object().unwrap();
    let values: Map<String, Value> = properties
        .iter()
        .map(|(name, property)| {
            let values = of(property);
            let remedy = r#"give it an example, `#[schemars(extend("examples" = […]))]`"#;
            assert!(!values.is_empty(), "`{name}`: {remedy}: {property}");
            (name.clone(), json!(values))
        })
        .collect();
    let fits = validator(schema);
    let sets = sets(schema);
    let valid: Vec<_> = sets
        .iter()
        .map(|set| object(set.iter().map(|name| (*name, &values[*name][0]))))
        .filter(|object| fits.is_valid(object))
        .collect();
    let mut all = valid.clone();
    for (name, values) in &values {
        let with = valid.iter().find(|object| object.get(name).is_some());
        let with = with.unwrap_or_else(|| panic!("`{name}` fits nowhere in {schema}"));
        for value in values.as_array().unwrap().iter().skip(1) {
            let mut changed = with.clone();
            changed[name] = value.clone();
            all.push(changed);
        }
    }
    all
}

fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> Value {
    let fields = fields.map(|(name, value)| (name.to_owned(), value.clone()));
    Value::Object(fields.collect())
}

/// What is required, with up to so many others.
fn sets(schema: &Value) -> Vec<Vec<&str>> {
    let required = schema.get("required").and_then(Value::as_array);
    let required: Vec<_> = required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema["properties"].as_object().unwrap().keys();
    let optional: Vec<_> = properties
        .map(String::as_str)
        .filter(|name| !required.contains(name))
        .collect();
    let mut sets = vec![(required, 0)];
    let mut begun = 0;
    for _ in 0..AT_ONCE {
        let ended = sets.len();
        for index in begun..ended {
            let (set, next) = sets[index].clone();
            for (place, name) in optional.iter().enumerate().skip(next) {
                let mut larger = set.clone();
                larger.push(name);
                sets.push((larger, place + 1));
            }
        }
        begun = ended;
    }
    sets.into_iter().map(|(set, _)| set).collect()
}
