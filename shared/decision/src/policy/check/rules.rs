//! The rules of a policy.

use super::wrong;
use crate::{
    Bounds, Metric, TargetKind,
    policy::{MAX_NAME, MAX_RULES, Mistake, Part},
    rules::{self, Entry, Need},
};

pub(super) fn check_rules(
    documents: Vec<Part<rules::Document>>,
    kind: Option<TargetKind>,
    bounds: Option<Bounds>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Vec<Entry>> {
    if documents.is_empty() || MAX_RULES < documents.len() {
        let detail = format!("expected 1 to {MAX_RULES} rules, found {}", documents.len());
        wrong(mistakes, "/rules", detail);
        return None;
    }
    let before = mistakes.len();
    let mut rules = Vec::with_capacity(documents.len());
    for (index, document) in documents.into_iter().enumerate() {
        let at = format!("/rules/{index}");
        let Some(document) = document.read(mistakes) else {
            continue;
        };
        let Some(rule) = document.only_one(&at, mistakes) else {
            continue;
        };
        check_rule_name(&rule, &at, mistakes);
        let place = format!("{at}/{}", rule.rule.kind());
        check_kind(rule.rule.needs(), kind, &place, mistakes);
        if let Some(bounds) = bounds {
            mistakes.extend(rule.against(bounds, &at));
        }
        rules.push(rule);
    }
    (mistakes.len() == before).then_some(rules)
}

fn check_rule_name(entry: &Entry, at: &str, mistakes: &mut Vec<Mistake>) {
    let Some(name) = &entry.name else { return };
    if !(1..=MAX_NAME).contains(&name.chars().count()) {
        let detail = format!("a rule's name has 1 to {MAX_NAME} characters");
        wrong(mistakes, &format!("{at}/name"), detail);
    }
}

pub(super) fn check_kind(
    needs: impl IntoIterator<Item = Need>,
    kind: Option<TargetKind>,
    at: &str,
    mistakes: &mut Vec<Mistake>,
) {
    let Some(kind) = kind else { return };
    let needs: Vec<Need> = needs.into_iter().collect();
    for (field, metric) in needs.iter().filter_map(Need::metric) {
        if metric.kind() != kind {
            let names: Vec<_> = Metric::all(kind).map(Metric::name).collect();
            let there_are = match names[..] {
                [] => "of which there are none".to_owned(),
                _ => format!("of which there are: {}", names.join(", ")),
            };
            let detail = format!(
                "`{metric}` is a metric of {}s, not of {kind}s, {there_are}",
                metric.kind(),
            );
            wrong(mistakes, &format!("{at}/{field}"), detail);
        }
    }
    let nodes = needs.iter().find_map(|need| match need {
        Need::Nodes { field } if kind != TargetKind::EmrCluster => Some(field),
        _ => None,
    });
    if let Some(field) = nodes {
        let detail = format!("this names nodes of a cluster, and the targets are of kind {kind}");
        wrong(mistakes, &format!("{at}/{field}"), detail);
    }
}
