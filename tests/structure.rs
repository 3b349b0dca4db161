//! What the tree promises: every rule and guard that was written is listed, every crate keeps to
//! its place.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use decision::{guards::Guard, rules::Rule};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a folder that have this in them, by their names; one in a folder of its own by
/// that folder's name.
fn files_with(folder: &str, words: &str) -> BTreeSet<String> {
    let folder = root().join(folder);
    let files = sources(&folder).into_iter();
    let found = files.filter(|(_, source)| source.contains(words));
    let name = |path: PathBuf| {
        let first = path.strip_prefix(&folder).unwrap().iter().next().unwrap();
        let stem = Path::new(first).file_stem().unwrap();
        stem.to_str().unwrap().to_owned()
    };
    found.map(|(path, _)| name(path)).collect()
}

/// What makes a file a rule or a guard, and the list in which it stands.
fn assert_listed(folder: &str, words: &str, listed: impl Iterator<Item = &'static str>) {
    let (written, listed) = (
        files_with(folder, words),
        listed.map(str::to_owned).collect(),
    );
    let missing: Vec<_> = written.symmetric_difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "{missing:?}: each file of {folder} with `{words}` needs its line in the register of \
         {folder}/mod.rs, and each line such a file"
    );
}

#[test]
fn every_rule_that_was_written_is_listed() {
    let listed = Rule::NAMES.iter().copied();
    assert_listed("shared/decision/src/rules", "impl Recommends for", listed);
}

#[test]
fn every_guard_that_was_written_is_listed() {
    let listed = Guard::ALL.iter().map(|guard| guard.name());
    assert_listed("shared/decision/src/guards", "impl Says for Word", listed);
}

#[test]
fn the_decision_and_the_models_depend_on_nothing_that_reaches_out() {
    for crate_name in ["decision", "pricing", "simulation"] {
        let manifest = root().join("shared").join(crate_name).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).unwrap();
        let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
        let own = dependencies.split("\n[").next().unwrap_or_default();
        for line in own.lines().filter(|line| !line.is_empty()) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let pure = [
                "deserr",
                "jiff",
                "libm",
                "regex-lite",
                "schemars",
                "serde",
                "serde_json",
                "strsim",
                "thiserror",
            ]
            .contains(&name);
            assert!(pure, "{crate_name} depends on {name}");
        }
    }
}

#[test]
fn the_fences_of_the_pure_crates_are_the_same() {
    let fence = |name: &str| {
        fs::read_to_string(root().join("shared").join(name).join("clippy.toml")).unwrap()
    };
    assert!(fence("decision").contains("jiff::Timestamp::now"));
    assert_eq!(fence("decision"), fence("pricing"));
    assert_eq!(fence("decision"), fence("simulation"));
}

/// The fence forbids methods by name; this forbids the modules that they are in.
#[test]
fn the_pure_crates_name_no_module_that_reaches_out() {
    let outside = ["env", "fs", "io", "net", "os", "process", "thread", "time"];
    for folder in [
        "shared/decision/src",
        "shared/pricing/src",
        "shared/simulation/src",
    ] {
        for (path, source) in sources(&root().join(folder)) {
            for module in outside {
                let named = source.contains(&format!("std::{module}"));
                assert!(!named, "{} names std::{module}", path.display());
            }
            let grouped = source.contains("use std::{")
                && outside.iter().any(|module| {
                    let (_, group) = source.split_once("use std::{").unwrap();
                    let group = group.split(';').next().unwrap();
                    group
                        .split([',', '{', '}', ' ', '\n'])
                        .any(|name| name == *module || name.starts_with(&format!("{module}::")))
                });
            assert!(
                !grouped,
                "{} imports a module that reaches out",
                path.display()
            );
        }
    }
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![(path.clone(), fs::read_to_string(path).unwrap())]
            }
        })
        .collect()
}

/// The paths of the tree in ARCHITECTURE.md: two spaces are one step down.
fn drawn(document: &str) -> Vec<PathBuf> {
    let tree = document.split("```").nth(1).unwrap();
    let mut folders: Vec<&str> = Vec::new();
    let lines = tree.lines().filter(|line| !line.trim().is_empty());
    let paths = lines.map(|line| {
        folders.truncate((line.len() - line.trim_start().len()) / 2);
        folders.push(line.split_whitespace().next().unwrap());
        folders.iter().collect()
    });
    paths.collect()
}

#[test]
fn the_tree_of_the_architecture_is_the_one_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let drawn = drawn(&fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap());
    for path in &drawn {
        // The sources of a crate are in `src`.
        let mut parts = path.iter();
        let crate_root: PathBuf = parts.by_ref().take(2).collect();
        let within = root.join(crate_root).join("src").join(parts.as_path());
        assert!(
            root.join(path).exists() || within.exists(),
            "{path:?} is not there"
        );
    }
    for folder in ["functions", "shared", "tests"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = Path::new(folder).join(entry.file_name());
            let is_drawn = drawn
                .iter()
                .any(|line| line.components().eq(path.components()));
            let is_folder =
                entry.path().is_dir() && !entry.file_name().eq_ignore_ascii_case("__pycache__");
            assert!(
                is_drawn || !is_folder,
                "ARCHITECTURE.md does not show {path:?}"
            );
        }
    }
}
