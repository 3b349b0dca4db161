//! The schema of policies is the one that is checked in, and says what the parser does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod anything;
#[path = "../cases.rs"]
mod cases;
mod hostile;
mod instances;

use std::{collections::BTreeSet, fs, path::PathBuf};

use decision::{Mistake, Policy};
use serde_json::{Value, json};

use instances::{ROOT, validator};

/// What a schema cannot say, because it depends on another part of the document.
const ABOUT_ANOTHER_PART: [&str; 9] = [
    "is a metric of ",
    "is outside the policy's bounds",
    "there is always at least",
    "there are never more than",
    "is above the",
    "is no ecs-service",
    "is no event-source-mapping",
    "there is no group",
    "does not hurry scaling in",
];

/// A field that nobody will ever have.
const UNHEARD_OF: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(name)
}

fn documents() -> Vec<Value> {
    let documents = instances::of(&ROOT);
    assert!(documents.len() > 100, "only {}", documents.len());
    documents
}

/// Every object of a document, by its pointer, with its schema.
fn objects(schema: &Value, value: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
    let schema = instances::resolved(schema);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let of_field = schema["properties"].get(name);
                let of_field = of_field.unwrap_or(&schema["additionalProperties"]);
                objects(of_field, field, &format!("{pointer}/{name}"), found);
            }
            found.push((pointer.to_owned(), schema));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(&schema["items"], item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn objects_of(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    objects(&ROOT, document, "", &mut found);
    found.retain(|(_, schema)| schema.get("properties").is_some());
    found
}

fn mistakes(document: &Value) -> Vec<Mistake> {
    Policy::parse(document).err().unwrap_or_default()
}

#[test]
fn the_schema_that_is_checked_in_is_the_one_of_the_types() {
    let path = path("docs/policy.schema.json");
    let generated = format!("{}\n", serde_json::to_string_pretty(&*ROOT).unwrap());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        checked_in == generated,
        "docs/policy.schema.json is not what the types say: UPDATE_SCHEMA=1 cargo test -p auxo-tests --test schema"
    );
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&ROOT));
}

#[test]
fn every_field_is_described_and_has_its_default_or_none() {
    for definition in ROOT["$defs"].as_object().unwrap().values().chain([&*ROOT]) {
        let required = definition["required"].to_string();
        for (name, field) in definition["properties"].as_object().into_iter().flatten() {
            let described = instances::resolved(field)["description"].is_string();
            assert!(
                described,
                "say what `{name}` means, in a comment on the field or its type"
            );
            let limited = !field["default"].is_null() && required.contains(&format!("\"{name}\""));
            assert!(!limited, "`{name}` is required and has a default");
        }
    }
}

#[test]
fn every_policy_in_the_documents_is_valid_by_the_schema() {
    let valid = validator(&ROOT);
    let mut checked = 0;
    for folder in ["docs/examples", "tests/scenarios"] {
        for entry in fs::read_dir(path(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                let text = fs::read_to_string(&path).unwrap();
                let document: Value = serde_saphyr::from_str(&text).unwrap();
                let document = document.get("policy").unwrap_or(&document);
                let wrong: Vec<_> = valid.iter_errors(document).map(|e| e.to_string()).collect();
                assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 5, "only {checked} policies were found");
}

#[test]
fn what_the_schema_allows_the_parser_understands() {
    for document in documents() {
        for Mistake { pointer, detail } in mistakes(&document) {
            let elsewhere = ABOUT_ANOTHER_PART
                .iter()
                .any(|words| detail.contains(words));
            assert!(elsewhere, "{pointer}: {detail} in {document}");
        }
    }
}

#[test]
fn the_schema_and_the_parser_know_the_same_fields() {
    let valid = validator(&ROOT);
    for mut document in documents() {
        for (pointer, schema) in objects_of(&document) {
            let object = document.pointer_mut(&pointer).unwrap();
            object[UNHEARD_OF] = json!(1);
            assert!(
                !valid.is_valid(&document),
                "{pointer} is open in the schema"
            );
            let at = format!("{pointer}/{UNHEARD_OF}");
            let told = mistakes(&document);
            let told = told.iter().find(|mistake| mistake.pointer == at);
            let told = told.unwrap_or_else(|| panic!("{pointer} is open in the parser"));
            let (_, known) = told.detail.split_once("there are: ").unwrap();
            let known: BTreeSet<_> = known.split(", ").collect();
            let listed = schema["properties"].as_object().unwrap().keys();
            assert_eq!(listed.map(String::as_str).collect::<BTreeSet<_>>(), known);
            let object = document.pointer_mut(&pointer).unwrap();
            object.as_object_mut().unwrap().remove(UNHEARD_OF);
        }
    }
}

#[test]
fn the_schema_and_the_parser_refuse_what_is_of_no_kind() {
    let valid = validator(&ROOT);
    for document in documents() {
        for (pointer, _) in objects_of(&document) {
            let fields = document.pointer(&pointer).unwrap().as_object().unwrap();
            for name in fields.keys() {
                let mut wrong = document.clone();
                wrong.pointer_mut(&pointer).unwrap()[name] = json!([[]]);
                assert!(!valid.is_valid(&wrong), "{pointer}/{name} in the schema");
                assert!(
                    !mistakes(&wrong).is_empty(),
                    "{pointer}/{name} in the parser"
                );
            }
        }
    }
}

#[test]
fn a_default_of_the_schema_is_what_counts_when_the_field_is_left_out() {
    let valid = validator(&ROOT);
    for document in documents() {
        let Ok(policy) = Policy::parse(&document) else {
            continue;
        };
        for (pointer, schema) in objects_of(&document) {
            for (name, field) in schema["properties"].as_object().unwrap() {
                let mut said = document.clone();
                let default = instances::resolved(field).get("default").cloned();
                let object = said.pointer_mut(&pointer).unwrap();
                let (None, Some(default)) = (object.get(name), default) else {
                    continue;
                };
                object[name] = default;
                if valid.is_valid(&said) {
                    let same = Policy::parse(&said).unwrap_or_else(|wrong| panic!("{wrong:?}"));
                    assert_eq!(
                        format!("{same:?}"),
                        format!("{policy:?}"),
                        "{pointer}/{name}"
                    );
                }
            }
        }
    }
}
