//! What a document has to be, beyond what each part says of itself.

mod date_patterns;
mod follows;
mod groups;
mod late;
mod rules;
mod stale;
mod targets;

use serde_json::Value;

use super::{
    MAX_NAME, Mistake, Policy, Resharding,
    document::{ActuatorDocument, CostDocument, EvaluateDocument, PolicyDocument},
    nearest,
    part::{optional, required},
};

use crate::{Capacity, Period, TargetKind};
use date_patterns::check_date_patterns;
use follows::check_follows;
use groups::{check_groups, read_groups};
use late::check_late;
use rules::{check_kind, check_rules};
use stale::check_stale;
use targets::{Targets, check_bounds, check_targets};

/// A target that is looked at less often is not being scaled.
const LONGEST_INTERVAL: Period = Period::minutes(30);

const FIELDS: [&str; 11] = [
    "version", "name", "targets", "mode", "bounds", "evaluate", "rules", "groups", "guards",
    "actuator", "cost",
];

pub(super) fn without_unknown_fields(document: &Value, mistakes: &mut Vec<Mistake>) -> Value {
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

pub(super) fn check(document: PolicyDocument, mistakes: &mut Vec<Mistake>) -> Option<Policy> {
    let name = required(document.name, "name", mistakes).filter(|name| check_name(name, mistakes));
    let targets = required(document.targets, "targets", mistakes);
    let targets = targets.and_then(|targets| check_targets(targets, mistakes));
    let bounds = required(document.bounds, "bounds", mistakes);
    let kind = targets.as_ref().map(|targets| targets.kind);
    let bounds = bounds.and_then(|bounds| check_bounds(&bounds, kind, mistakes));
    let rules = required(document.rules, "rules", mistakes);
    let rules = rules.and_then(|rules| check_rules(rules, kind, bounds, mistakes));
    let groups = optional(document.groups, mistakes);
    let groups = groups.and_then(|groups| read_groups(groups, mistakes));
    if let (Some(rules), Some(groups)) = (&rules, &groups) {
        check_groups(rules, groups, mistakes);
    }
    if let Some(rules) = &rules {
        check_date_patterns(rules, mistakes);
    }
    if let (Some(rules), Some(targets)) = (&rules, &targets) {
        check_follows(rules, targets, mistakes);
    }
    if let Some(version) = document.version {
        version.read(mistakes);
    }
    let every = optional(document.evaluate, mistakes);
    let every = every.and_then(|evaluate| check_every(&evaluate, mistakes));
    if let (Some(rules), Some((every, _))) = (&rules, every) {
        check_late(rules, every, mistakes);
    }
    let mode = optional(document.mode, mistakes);
    let guards = optional(document.guards, mistakes);
    if let Some(guards) = &guards {
        check_kind(guards.needs(), kind, "/guards", mistakes);
        check_stale(guards, kind, mistakes);
        mistakes.extend(bounds.map_or_else(Vec::new, |bounds| guards.against(bounds)));
    }
    let actuator = optional(document.actuator, mistakes);
    let actuator = actuator.filter(|actuator| check_actuator(actuator, kind, mistakes));
    let cost = optional(document.cost, mistakes);
    let cost = cost.filter(|cost| check_cost(cost, mistakes));

    let Targets {
        kind,
        names,
        selector,
    } = targets?;
    let (every, at_most) = every?;
    let actuator = actuator?;
    Some(Policy {
        name: name?,
        kind,
        targets: names,
        selector,
        mode: mode?,
        bounds: bounds?,
        every,
        at_most,
        rules: rules?,
        groups: groups?,
        guards: guards?,
        decommission_timeout: actuator.decommission_timeout.unwrap_or(Period::minutes(15)),
        resharding: actuator.reshard.map(Resharding::from).unwrap_or_default(),
        baseline: cost?.baseline.map(Capacity),
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

fn check_actuator(
    actuator: &ActuatorDocument,
    kind: Option<TargetKind>,
    mistakes: &mut Vec<Mistake>,
) -> bool {
    let streams = kind.is_none_or(|kind| kind == TargetKind::KinesisStream);
    streams
        || actuator.reshard.is_none()
        || wrong(
            mistakes,
            "/actuator/reshard",
            "only streams have shards; take it out".to_owned(),
        )
}

fn check_cost(cost: &CostDocument, mistakes: &mut Vec<Mistake>) -> bool {
    let most = Capacity::MAX.0;
    cost.baseline.is_none_or(|units| {
        let expected = || format!("expected 1 to {most} units, found {units}");
        (1..=most).contains(&units) || wrong(mistakes, "/cost/baseline", expected())
    })
}

/// The usual interval and the longest one.
fn check_every(
    evaluate: &EvaluateDocument,
    mistakes: &mut Vec<Mistake>,
) -> Option<(Period, Option<Period>)> {
    let every = evaluate.every.unwrap_or(Period::minutes(1));
    let known = mistakes.len();
    let minutes =
        |period: Period| 60 <= period.as_seconds() && period.as_seconds().is_multiple_of(60);
    if !minutes(every) {
        let detail = format!("expected whole minutes, at least `1m`, found `{every}`");
        wrong(mistakes, "/evaluate/every", detail);
    }
    if let Some(at_most) = evaluate.at_most
        && !(minutes(at_most) && (every..=LONGEST_INTERVAL).contains(&at_most))
    {
        let detail = format!(
            "expected whole minutes, at least `evaluate.every`, which is {every}, and at most \
             {LONGEST_INTERVAL}; found `{at_most}`"
        );
        wrong(mistakes, "/evaluate/at_most", detail);
    }
    (mistakes.len() == known).then_some((every, evaluate.at_most))
}
