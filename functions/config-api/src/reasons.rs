//! Why: what each rule and each guard said, in words and with its numbers.

use decision::{
    Bounds, Known, Policy, Seen,
    guards::Restraint,
    rules::{Opinion, Verdict},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What was seen of one metric.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricSeen {
    #[schema(example = "write_utilization")]
    metric: &'static str,
    /// The newest value that counts, in the unit of the metric.
    value: Option<f64>,
    /// When the time began that the value covers.
    at: Option<Timestamp>,
    /// How many values count.
    samples: usize,
    /// In words; with what was missing.
    says: String,
}

/// What one rule recommended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleSaid {
    /// Its place in the policy, from 0.
    index: usize,
    /// Its name, where it is known: a rule that could not see says only what it missed.
    #[schema(example = "track")]
    rule: Option<String>,
    /// As the policy calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The group in which it was combined first.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// Recorded, not counted.
    shadow: bool,
    /// When the opinion may change though nothing else does.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// `wants` a capacity, is `content` with less, `limits` the bounds, `keeps` a floor that
    /// they and an override go below, or `abstains`: it cannot see what it watches.
    #[schema(example = "wants")]
    opinion: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wants: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    floor: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<u32>,
    /// What it found, in words.
    says: String,
    /// What it found, with its numbers, under the name of the rule or under `missing`.
    #[schema(value_type = Object)]
    finding: Value,
}

/// What one guard did to the recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuardSaid {
    #[schema(example = "cooldown")]
    guard: &'static str,
    /// The capacity that it was asked about.
    before: u32,
    /// What it made of it.
    after: u32,
    /// What would have been decided without it, where it changed anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<u32>,
    /// Why, in words.
    says: String,
    /// Why, with its numbers; null when there was nothing to restrain.
    #[schema(value_type = Object)]
    word: Value,
}

/// The least and the most capacity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoundsInForce {
    min: u32,
    max: u32,
}

impl From<Bounds> for BoundsInForce {
    fn from(bounds: Bounds) -> Self {
        Self {
            min: bounds.min().0,
            max: bounds.max().0,
        }
    }
}

/// The metrics in the order of the policy.
pub(crate) fn seen(seen: &[Seen]) -> Vec<MetricSeen> {
    let told = seen.iter().map(|seen| {
        let (value, at, samples) = match seen.known {
            Known::Newest { value, at, samples } => (Some(value), Some(at), samples),
            Known::Missing(_) => (None, None, 0),
        };
        MetricSeen {
            metric: seen.metric.name(),
            value,
            at,
            samples,
            says: seen.to_string(),
        }
    });
    told.collect()
}

/// The rules in the order of the policy, if it is still the one that they are of.
pub(crate) fn rules(verdicts: &[Verdict], policy: Option<&Policy>) -> Vec<RuleSaid> {
    let said = verdicts.iter().enumerate().map(|(index, verdict)| {
        let finding = typed(&verdict.finding);
        let known = policy.and_then(|policy| policy.rules.get(index));
        let (opinion, wants, floor, cap) = match verdict.opinion {
            Opinion::Wants(capacity) => ("wants", Some(capacity), None, None),
            Opinion::Content => ("content", None, None, None),
            Opinion::Limits { floor, cap } => ("limits", None, floor, cap),
            Opinion::Keeps(floor) => ("keeps", None, Some(floor), None),
            Opinion::Abstains => ("abstains", None, None, None),
        };
        RuleSaid {
            index,
            rule: known
                .map(|entry| entry.rule.kind().to_owned())
                .or_else(|| named_by(&finding)),
            name: verdict.name.clone(),
            group: verdict.group.clone(),
            shadow: verdict.shadow,
            until: verdict.until,
            opinion,
            wants: wants.map(|capacity| capacity.0),
            floor: floor.map(|capacity| capacity.0),
            cap: cap.map(|capacity| capacity.0),
            says: verdict.finding.to_string(),
            finding,
        }
    });
    said.collect()
}

/// The guards in the order in which they were asked.
pub(crate) fn guards(restraints: &[Restraint]) -> Vec<GuardSaid> {
    let said = restraints.iter().map(|said| GuardSaid {
        guard: said.guard.name(),
        before: said.before.0,
        after: said.after.0,
        without: said.without.map(|capacity| capacity.0),
        says: said
            .word
            .as_ref()
            .map_or_else(|| "nothing to restrain".to_owned(), ToString::to_string),
        word: typed(&said.word),
    });
    said.collect()
}

/// A finding stands under the name of its rule, unless it is that something was missing.
fn named_by(finding: &Value) -> Option<String> {
    let name = finding.as_object()?.keys().next()?;
    (name != "missing").then(|| name.clone())
}

fn typed(reason: &impl Serialize) -> Value {
    serde_json::to_value(reason).unwrap_or_default()
}
