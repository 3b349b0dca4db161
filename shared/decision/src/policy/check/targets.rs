//! What is scaled, and between which bounds.

use super::{plain, wrong};
use crate::{
    Bounds, Capacity, TargetKind,
    policy::{
        MAX_NAME, MAX_TARGETS, Mistake,
        document::{BoundsDocument, TargetsDocument},
    },
};

pub(super) fn check_targets(targets: &TargetsDocument, mistakes: &mut Vec<Mistake>) -> bool {
    let names = &targets.names;
    if names.is_empty() || MAX_TARGETS < names.len() {
        let detail = format!("expected 1 to {MAX_TARGETS} names, found {}", names.len());
        return wrong(mistakes, "/targets/names", detail);
    }
    let mut fine = true;
    for (index, name) in names.iter().enumerate() {
        let pointer = format!("/targets/names/{index}");
        if !plain(name) {
            let detail = format!(
                "a {} is named by 1 to {MAX_NAME} letters, digits, `-`, `_` and `.`",
                targets.kind
            );
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
