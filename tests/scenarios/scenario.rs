//! Scenarios as their files tell them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use decision::TargetId;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// A story as its file tells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What the story is to show.
    #[serde(rename = "about")]
    _about: String,
    pub(crate) start: Timestamp,
    pub(crate) capacity: u32,
    #[serde(default)]
    pub(crate) fixed: u32,
    /// Minutes from a call to the arrival of its capacity.
    pub(crate) change_takes: u32,
    pub(crate) policy: Value,
    /// Another target, of another kind.
    pub(crate) other: Option<TargetId>,
    /// Minutes after the start, and what happens then: `load 2.4` (units' worth), `no metrics`,
    /// `metrics`, `somebody sets 6`, `on demand`, `provisioned`, `switched off`, `switched on`, `only 3 run`, `a deployment runs 16`,
    /// `all run`, `busy 3` (so many units have work, and it can be told of each
    /// since when it is there), `unit 2 uses 0.95` (of itself), `consumers read 0.5` (of a unit's worth, of each unit), `other has 4`, `other has 4 and goes to 8`,
    /// `nothing of the other`, `yarn recommends 3 more` (or `2 less`, or `9`), `end`.
    pub(crate) story: BTreeMap<u32, String>,
}

impl Scenario {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

pub(crate) fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|name| name == "yaml"))
        .collect();
    files.sort();
    files
}
