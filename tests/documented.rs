//! What the documents promise is what the code does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use std::{collections::BTreeSet, fs, path::PathBuf};

use decision::{Metric, Policy, TargetKind, guards::Guard, rules::Rule};
use serde_json::Value;

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn policy(text: &str) -> Policy {
    let document = serde_saphyr::from_str(text).unwrap();
    Policy::parse(&document).unwrap_or_else(|mistakes| panic!("{mistakes:?} in\n{text}"))
}

/// The fenced blocks of a language in a document.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let blocks = document.split(&opening).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_example_policies_are_valid_and_shown_as_they_are() {
    let page = read("docs/policies.md");
    for name in ["clickstream", "nightly-etl", "readers"] {
        let example = read(&format!("docs/examples/{name}.yaml"));
        assert_eq!(policy(&example).name, name);
        assert!(
            page.contains(&example),
            "docs/policies.md shows another {name}"
        );
    }
}

#[test]
fn every_policy_in_the_documents_is_valid() {
    // At least so many in each; each of the four predecessors has one of its own in the last.
    for (path, least) in [
        ("README.md", 1),
        ("docs/policies.md", 9),
        ("docs/expressions.md", 1),
        ("docs/migrating.md", 7),
    ] {
        let found = blocks(&read(path), "yaml");
        assert!(least <= found.len(), "{path} has only {}", found.len());
        for block in found {
            policy(&block);
        }
    }
}

#[test]
fn every_rule_and_guard_is_documented() {
    let page = read("docs/policies.md");
    for rule in Rule::NAMES {
        let section = format!("### `{rule}`");
        assert!(page.contains(&section), "docs/policies.md has no {section}");
    }
    for guard in Guard::ALL {
        let section = format!("### `{}`", guard.name());
        assert!(page.contains(&section), "docs/policies.md has no {section}");
    }
}

#[test]
fn the_guards_are_documented_in_the_order_in_which_they_are_asked() {
    let page = read("docs/policies.md");
    let names: Vec<_> = Guard::ALL
        .iter()
        .map(|guard| format!("`{}`", guard.name()))
        .collect();
    let order = format!("in this order: {}.", names.join(", "));
    assert!(page.contains(&order), "docs/policies.md should say {order}");
}

/// Every field of every object of the schema, by its name alone.
fn fields(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| fields(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| fields(part, found)),
        _ => {}
    }
}

/// A field is shown as code: by itself, or in a path.
#[test]
fn every_field_of_the_schema_is_documented() {
    let page = read("docs/policies.md");
    let mut found = BTreeSet::new();
    fields(&decision::policy::schema(), &mut found);
    assert!(found.len() > 30, "only {found:?}");
    let missing: Vec<_> = found
        .iter()
        .filter(|field| {
            let forms = ["`{}`", ".{}`", "`{}.", ".{}.", "{}: …"];
            let mut shown = forms.iter().map(|form| form.replace("{}", field));
            !shown.any(|shown| page.contains(&shown))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "docs/policies.md says nothing of {missing:?}"
    );
}

#[test]
fn the_examples_name_the_schema() {
    for name in ["clickstream", "nightly-etl", "readers"] {
        let example = read(&format!("docs/examples/{name}.yaml"));
        assert!(example.starts_with("# yaml-language-server: $schema=../policy.schema.json\n"));
    }
}

#[test]
fn every_metric_is_documented_as_the_catalogue_has_it() {
    let page = read("docs/policies.md");
    for metric in TargetKind::ALL.into_iter().flat_map(Metric::all) {
        let sources: Vec<_> = metric.sources().iter().map(|source| source.name).collect();
        let row = format!(
            "| `{metric}` | {} | {} | {} |",
            metric.unit().name(),
            metric.about(),
            sources.join(", ")
        );
        assert!(page.contains(&row), "docs/policies.md should say\n{row}");
    }
}

/// Every name of a test that exists: functions of the sources, and stories.
fn tests() -> BTreeSet<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut names = BTreeSet::new();
    let mut folders = vec![root.join("shared"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let functions = text.split("fn ").skip(1);
                names.extend(functions.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
            } else if path.extension().is_some_and(|kind| kind == "timeline") {
                names.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    names
}

#[test]
fn every_test_that_parity_names_exists() {
    let tests = tests();
    let page = read("docs/parity.md");
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("---"));
    let mut checked = 0;
    for row in rows.skip(1) {
        let shown = row.trim_end_matches('|').rsplit('|').next().unwrap();
        for name in shown.split('`').skip(1).step_by(2) {
            assert!(
                tests.contains(name),
                "docs/parity.md names {name}, which is no test"
            );
            checked += 1;
        }
        let met = !row.contains("**not yet**");
        assert_eq!(met, shown.contains('`'), "{row}");
    }
    assert!(checked > 40, "only {checked} names were found");
}
