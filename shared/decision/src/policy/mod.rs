//! How targets are to be scaled. A `Policy` that exists is valid: everything is checked when the
//! document is parsed, and every mistake is reported at once.

mod check;
mod document;
mod mistake;
mod nearest;
mod part;
mod resharding;
pub(crate) mod schema;
mod selector;
mod size;
mod warnings;

use serde_json::Value;

pub use document::Mode;

pub use mistake::{Mistake, Mistakes, kind_in_words};
pub(crate) use nearest::closest;
pub use nearest::nearest;

pub use schema::schema;

pub(crate) use part::Part;

use crate::{
    Bounds, Capacity, Metric, Period, TargetId, TargetKind,
    combine::Group,
    guards::Settings,
    pace::LATELY,
    reshard,
    rules::{Entry, Need},
};
pub(crate) use check::plain;
use check::{check, without_unknown_fields};
use document::PolicyDocument;
pub use resharding::{MonitorShards, PerDay, Resharding};
pub use selector::{Pattern, Selected, Selector};

/// The most targets that one policy names.
pub const MAX_TARGETS: usize = 1_000;
/// The most patterns by which one policy selects streams.
pub const MAX_PATTERNS: usize = 100;
/// The most tags by which one policy selects streams.
pub const MAX_TAGS: usize = 10;
/// The most rules of one policy.
pub const MAX_RULES: usize = 50;
/// The most mistakes that are told at once.
const MAX_MISTAKES: usize = 100;
/// The most characters of a name.
pub(crate) const MAX_NAME: usize = 128;
/// The longest name of a target: an ECS cluster, a dot, and a service in it.
pub(crate) const MAX_TARGET: usize = 511;

/// How targets of one kind are scaled.
#[derive(Clone, Debug)]
pub struct Policy {
    pub name: String,
    pub kind: TargetKind,
    /// Names of streams or ids of clusters.
    pub targets: Vec<String>,
    /// What else is selected, among all streams of the account.
    pub selector: Option<Selector>,
    pub mode: Mode,
    pub bounds: Bounds,
    /// How often a target is evaluated; at least a minute.
    pub every: Period,
    /// How long it may be until a target that is far from every threshold is evaluated again.
    pub at_most: Option<Period>,
    pub rules: Vec<Entry>,
    /// The groups that rules are in.
    pub groups: Vec<Group>,
    pub guards: Settings,
    /// How long a node that is told to go may finish its work; only clusters use it.
    pub decommission_timeout: Period,
    /// What a stream is resharded with.
    pub resharding: Resharding,
    /// What there would be at all times without scaling; savings are told against it.
    pub baseline: Option<Capacity>,
}

impl Policy {
    /// Reads a document that was JSON or YAML.
    ///
    /// # Errors
    /// Every mistake of the document with its place.
    pub fn parse(document: &Value) -> Result<Self, Vec<Mistake>> {
        if let Some(mistake) = size::too_large(document) {
            return Err(vec![mistake]);
        }
        Self::read(document).map_err(|mut mistakes| {
            // Whoever mends these sees the others next time.
            mistakes.truncate(MAX_MISTAKES);
            mistakes
        })
    }

    fn read(document: &Value) -> Result<Self, Vec<Mistake>> {
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

    /// The targets that the policy names.
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
        let paced = self.at_most.map(|_| LATELY);
        let longest = lookbacks.chain(paced).max().unwrap_or_default();
        longest.plus(stale)
    }

    /// The longest that may lie between two evaluations.
    #[must_use]
    pub fn longest_interval(&self) -> Period {
        self.at_most.unwrap_or_default().max(self.every)
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
        let plans = (self.kind == TargetKind::KinesisStream).then_some(reshard::REMEMBERED);
        self.needs().filter_map(over).chain(plans).max()
    }
}

#[cfg(test)]
mod tests;
