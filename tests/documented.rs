//! What the documents promise is what the code does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use std::{fs, path::PathBuf};

use decision::{Metric, Policy, TargetKind, guards::Guard, rules::Rule};

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
    for name in ["clickstream", "nightly-etl"] {
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
    let mut checked = 0;
    for path in [
        "README.md",
        "docs/policies.md",
        "docs/expressions.md",
        "docs/migrating.md",
    ] {
        for block in blocks(&read(path), "yaml") {
            policy(&block);
            checked += 1;
        }
    }
    assert!(checked >= 3, "only {checked} policies were found");
}

#[test]
fn every_rule_and_guard_is_documented() {
    let page = read("docs/policies.md");
    for rule in Rule::NAMES {
        assert!(page.contains(&format!("### `{rule}`")), "{rule}");
    }
    for guard in Guard::ALL {
        let (plain, field) = (format!("`{}`", guard.name()), format!(".{}.", guard.name()));
        assert!(page.contains(&plain) || page.contains(&field), "{guard:?}");
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
