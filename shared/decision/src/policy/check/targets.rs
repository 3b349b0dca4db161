//! What is scaled, and between which bounds.

use std::collections::BTreeMap;

use super::wrong;
use crate::{
    Bounds, Capacity, TargetKind,
    policy::{
        MAX_NAME, MAX_PATTERNS, MAX_TAGS, MAX_TARGETS, Mistake, Part, Pattern, Selector,
        document::{BoundsDocument, TargetsDocument},
    },
};

/// The longest value of a tag: Kinesis API reference, Tag.
const LONGEST_VALUE: usize = 256;

/// What a policy is about.
#[derive(Debug)]
pub(super) struct Targets {
    pub(super) kind: TargetKind,
    pub(super) names: Vec<String>,
    pub(super) selector: Option<Selector>,
}

pub(super) fn check_targets(
    document: TargetsDocument,
    mistakes: &mut Vec<Mistake>,
) -> Option<Targets> {
    let TargetsDocument {
        kind,
        names,
        patterns,
        tags,
    } = document;
    let before = mistakes.len();
    let selects = patterns.is_some() || tags.is_some();
    if selects && kind != TargetKind::KinesisStream {
        let detail = format!("an {kind} is selected by `names` alone, not by patterns or tags");
        wrong(mistakes, "/targets", detail);
    }
    match &names {
        Some(names) => check_names(names, kind, mistakes),
        None if selects => true,
        None => {
            let detail = match kind {
                TargetKind::KinesisStream => "name streams, or select them by patterns or tags",
                TargetKind::EmrCluster => "name clusters",
                TargetKind::EcsService => "name services",
                TargetKind::EventSourceMapping => "name mappings",
            };
            wrong(mistakes, "/targets", detail.to_owned())
        }
    };
    let patterns = patterns.map(|patterns| read_patterns(patterns, mistakes));
    let tags = tags.map(|tags| read_tags(tags, mistakes));
    (mistakes.len() == before).then(|| Targets {
        kind,
        names: names.unwrap_or_default(),
        selector: selects.then(|| Selector {
            patterns: patterns.unwrap_or_default(),
            tags: tags.unwrap_or_default(),
        }),
    })
}

fn read_patterns(patterns: Vec<String>, mistakes: &mut Vec<Mistake>) -> Vec<Pattern> {
    if patterns.is_empty() || MAX_PATTERNS < patterns.len() {
        let found = patterns.len();
        let detail = format!("expected 1 to {MAX_PATTERNS} patterns, found {found}");
        wrong(mistakes, "/targets/patterns", detail);
        return Vec::new();
    }
    let mut read: Vec<Pattern> = Vec::with_capacity(patterns.len());
    for (index, text) in patterns.into_iter().enumerate() {
        let pointer = format!("/targets/patterns/{index}");
        match Pattern::new(&text) {
            None => {
                let detail = format!(
                    "a pattern has 1 to {MAX_NAME} letters, digits, `-`, `_`, `.`, `*` and `?`"
                );
                wrong(mistakes, &pointer, detail);
            }
            Some(pattern) if read.contains(&pattern) => {
                wrong(mistakes, &pointer, format!("`{text}` is there twice"));
            }
            Some(pattern) => read.push(pattern),
        }
    }
    read
}

fn read_tags(
    tags: BTreeMap<String, Part<String>>,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, String> {
    if tags.is_empty() || MAX_TAGS < tags.len() {
        let detail = format!("expected 1 to {MAX_TAGS} tags, found {}", tags.len());
        wrong(mistakes, "/targets/tags", detail);
        return BTreeMap::new();
    }
    let mut read = BTreeMap::new();
    for (key, value) in tags {
        let Some(value) = value.read(mistakes) else {
            continue;
        };
        if !(1..=MAX_NAME).contains(&key.chars().count()) || LONGEST_VALUE < value.chars().count() {
            let detail = format!(
                "a tag has a key of 1 to {MAX_NAME} letters and a value of at most {LONGEST_VALUE}"
            );
            wrong(mistakes, "/targets/tags", detail);
        }
        read.insert(key, value);
    }
    read
}

fn check_names(names: &[String], kind: TargetKind, mistakes: &mut Vec<Mistake>) -> bool {
    if names.is_empty() || MAX_TARGETS < names.len() {
        let detail = format!("expected 1 to {MAX_TARGETS} names, found {}", names.len());
        return wrong(mistakes, "/targets/names", detail);
    }
    let mut fine = true;
    for (index, name) in names.iter().enumerate() {
        let pointer = format!("/targets/names/{index}");
        if !kind.can_be_called(name) {
            let detail = format!("`{name}` is no {kind}: expected {}", kind.named_by());
            fine = wrong(mistakes, &pointer, detail);
        } else if names.iter().take(index).any(|earlier| earlier == name) {
            fine = wrong(mistakes, &pointer, format!("`{name}` is named twice"));
        }
    }
    fine
}

pub(super) fn check_bounds(
    bounds: &BoundsDocument,
    kind: Option<TargetKind>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Bounds> {
    let BoundsDocument { min, max } = *bounds;
    let possible = kind.map_or(0..=Capacity::MAX.0, TargetKind::possible);
    let (least, most) = possible.into_inner();
    if min < least {
        wrong(
            mistakes,
            "/bounds/min",
            format!("there is always at least {least}, found {min}"),
        );
        return None;
    }
    if most < max {
        wrong(
            mistakes,
            "/bounds/max",
            format!("there are never more than {most}, found {max}"),
        );
        return None;
    }
    let parsed = Bounds::new(Capacity(min), Capacity(max));
    if parsed.is_none() {
        let detail = format!("the least capacity {min} is above the most, {max}");
        wrong(mistakes, "/bounds", detail);
    }
    parsed
}
