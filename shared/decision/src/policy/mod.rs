//! How targets are to be scaled. A `Policy` that exists is valid: everything is checked when the
//! document is parsed, and every mistake is reported at once.

mod document;
mod mistake;
mod part;

use std::collections::BTreeMap;

use serde_json::Value;

pub use document::Mode;
pub(crate) use mistake::closest;
pub use mistake::{Mistake, Mistakes, kind_in_words, nearest};

pub(crate) use part::Part;

use crate::{
    Bounds, Capacity, Metric, Period, TargetId, TargetKind,
    combine::Group,
    guards::Settings,
    rules::{self, Entry, Need},
};
use document::{BoundsDocument, EvaluateDocument, GroupDocument, PolicyDocument, TargetsDocument};
use part::{optional, required};

/// The most targets that one policy names.
pub const MAX_TARGETS: usize = 1_000;
/// The most rules of one policy.
pub const MAX_RULES: usize = 50;
const MAX_NAME: usize = 128;

/// How targets of one kind are scaled.
#[derive(Clone, Debug)]
pub struct Policy {
    pub name: String,
    pub kind: TargetKind,
    /// Names of streams or ids of clusters.
    pub targets: Vec<String>,
    pub mode: Mode,
    pub bounds: Bounds,
    /// How often a target is evaluated; at least a minute.
    pub every: Period,
    pub rules: Vec<Entry>,
    /// The groups that rules are in.
    pub groups: Vec<Group>,
    pub guards: Settings,
    /// How long a node that is told to go may finish its work; only clusters use it.
    pub decommission_timeout: Period,
}

const FIELDS: [&str; 9] = [
    "name", "targets", "mode", "bounds", "evaluate", "rules", "groups", "guards", "actuator",
];

impl Policy {
    /// Reads a document that was JSON or YAML.
    ///
    /// # Errors
    /// Every mistake of the document with its place.
    pub fn parse(document: &Value) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let known = without_unknown_fields(document, &mut mistakes);
        let document: PolicyDocument = match deserr::deserialize(known) {
            Ok(document) => document,
            Err(Mistakes(wrong)) => {
                mistakes.extend(wrong);
                return Err(mistakes);
            }
        };
        match check(document, &mut mistakes) {
            Some(policy) if mistakes.is_empty() => Ok(policy),
            _ => Err(mistakes),
        }
    }

    /// The targets of the policy.
    pub fn target_ids(&self) -> impl Iterator<Item = TargetId> {
        self.targets.iter().map(|name| TargetId {
            kind: self.kind,
            name: name.clone(),
        })
    }

    /// Everything that a rule or a guard looks at.
    pub fn needs(&self) -> impl Iterator<Item = Need> {
        let of_rules = self.rules.iter().flat_map(|entry| entry.rule.needs());
        of_rules.chain(self.guards.needs())
    }

    /// Every metric of the whole target that a rule or a guard looks at, once.
    #[must_use]
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics = Vec::new();
        for need in self.needs() {
            if let Need::Samples { metric, .. } = need
                && !metrics.contains(&metric)
            {
                metrics.push(metric);
            }
        }
        metrics
    }

    /// How far back a rule or a guard looks at most, from the newest sample that may count.
    #[must_use]
    pub fn lookback(&self) -> Period {
        let lookbacks = self.needs().filter_map(|need| need.lookback());
        let stale = self.guards.stale_after().unwrap_or_default();
        Period::seconds(lookbacks.max().unwrap_or_default().as_seconds() + stale.as_seconds())
    }

    /// The other targets that a rule looks at.
    pub fn follows(&self) -> impl Iterator<Item = TargetId> {
        self.needs().filter_map(|need| match need {
            Need::CapacityOf(target) => Some(target),
            _ => None,
        })
    }

    /// The other systems that a rule listens to.
    #[must_use]
    pub fn sources(&self) -> Vec<String> {
        let source = |need| match need {
            Need::Pushed { source } => Some(source),
            _ => None,
        };
        self.needs().filter_map(source).collect()
    }

    /// How long what the rules needed has to be remembered; `None`: no rule asks for it.
    #[must_use]
    pub fn needs_kept(&self) -> Option<Period> {
        let over = |need| match need {
            Need::Peak { over } => Some(over),
            _ => None,
        };
        self.needs().filter_map(over).max()
    }
}

fn without_unknown_fields(document: &Value, mistakes: &mut Vec<Mistake>) -> Value {
    let Value::Object(fields) = document else {
        return document.clone();
    };
    let mut known = fields.clone();
    known.retain(|key, _| {
        let here = FIELDS.contains(&key.as_str());
        if !here {
            let detail = format!("there is no field `{key}` here{}", nearest(key, &FIELDS));
            let pointer = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
            mistakes.push(Mistake { pointer, detail });
        }
        here
    });
    Value::Object(known)
}

fn check(document: PolicyDocument, mistakes: &mut Vec<Mistake>) -> Option<Policy> {
    let name = required(document.name, "name", mistakes).filter(|name| check_name(name, mistakes));
    let targets = required(document.targets, "targets", mistakes);
    let targets = targets.filter(|targets| check_targets(targets, mistakes));
    let bounds = required(document.bounds, "bounds", mistakes);
    let kind = targets.as_ref().map(|targets| targets.kind);
    let bounds = bounds.and_then(|bounds| check_bounds(&bounds, kind, mistakes));
    let rules = required(document.rules, "rules", mistakes);
    let rules = rules.and_then(|rules| check_rules(rules, kind, bounds, mistakes));
    let groups = optional(document.groups, mistakes).map(groups);
    if let (Some(rules), Some(groups)) = (&rules, &groups) {
        check_groups(rules, groups, mistakes);
    }
    if let (Some(rules), Some(targets)) = (&rules, &targets) {
        check_follows(rules, targets, mistakes);
    }
    let every = optional(document.evaluate, mistakes);
    let every = every.and_then(|evaluate| check_every(&evaluate, mistakes));
    let mode = optional(document.mode, mistakes);
    let guards = optional(document.guards, mistakes);
    if let Some(guards) = &guards {
        check_kind(guards.needs(), kind, "/guards", mistakes);
        mistakes.extend(bounds.map_or_else(Vec::new, |bounds| guards.against(bounds)));
    }
    let actuator = optional(document.actuator, mistakes);

    let TargetsDocument { kind, names } = targets?;
    Some(Policy {
        name: name?,
        kind,
        targets: names,
        mode: mode?,
        bounds: bounds?,
        every: every?,
        rules: rules?,
        groups: groups?,
        guards: guards?,
        decommission_timeout: actuator?
            .decommission_timeout
            .unwrap_or(Period::minutes(15)),
    })
}

fn wrong(mistakes: &mut Vec<Mistake>, pointer: &str, detail: String) -> bool {
    mistakes.push(Mistake {
        pointer: pointer.to_owned(),
        detail,
    });
    false
}

/// Whether something can be called that.
pub(crate) fn plain(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn check_name(name: &str, mistakes: &mut Vec<Mistake>) -> bool {
    plain(name)
        || wrong(
            mistakes,
            "/name",
            format!("a name has 1 to {MAX_NAME} letters, digits, `-`, `_` and `.`"),
        )
}

fn check_targets(targets: &TargetsDocument, mistakes: &mut Vec<Mistake>) -> bool {
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

fn check_bounds(
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

fn check_every(evaluate: &EvaluateDocument, mistakes: &mut Vec<Mistake>) -> Option<Period> {
    let every = evaluate.every.unwrap_or(Period::minutes(1));
    if every.as_seconds() < 60 || !every.as_seconds().is_multiple_of(60) {
        let detail = format!("expected whole minutes, at least `1m`, found `{every}`");
        wrong(mistakes, "/evaluate/every", detail);
        return None;
    }
    Some(every)
}

fn check_rules(
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
        let place = format!("{at}/{}", rule.rule.kind());
        check_kind(rule.rule.needs(), kind, &place, mistakes);
        if let Some(bounds) = bounds {
            mistakes.extend(rule.against(bounds, &at));
        }
        rules.push(rule);
    }
    (mistakes.len() == before).then_some(rules)
}

fn check_kind(
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
            let detail = format!(
                "`{metric}` is a metric of a {}, not of a {kind}; there are: {}",
                metric.kind(),
                names.join(", ")
            );
            wrong(mistakes, &format!("{at}/{field}"), detail);
        }
    }
}

/// A target that followed itself would run away to a bound.
fn check_follows(rules: &[Entry], targets: &TargetsDocument, mistakes: &mut Vec<Mistake>) {
    for (index, entry) in rules.iter().enumerate() {
        for need in entry.rule.needs() {
            let Need::CapacityOf(other) = need else {
                continue;
            };
            if other.kind == targets.kind && targets.names.contains(&other.name) {
                let detail = format!(
                    "{other} would follow itself; give it a policy of its own, and this one the others"
                );
                let pointer = format!("/rules/{index}/{}/name", entry.rule.kind());
                wrong(mistakes, &pointer, detail);
            }
        }
    }
}

fn groups(documents: BTreeMap<String, GroupDocument>) -> Vec<Group> {
    let group = |(name, document): (String, GroupDocument)| Group {
        name,
        agreement: document.combine,
    };
    documents.into_iter().map(group).collect()
}

fn check_groups(rules: &[Entry], groups: &[Group], mistakes: &mut Vec<Mistake>) {
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    for (index, entry) in rules.iter().enumerate() {
        let Some(group) = &entry.group else { continue };
        if !names.contains(&group.as_str()) {
            let near = nearest(group, &names);
            let detail = format!("there is no group `{group}` under `groups`{near}");
            wrong(mistakes, &format!("/rules/{index}/group"), detail);
        }
    }
}

#[cfg(test)]
mod tests;
