//! What was decided, and everything that it rests on.

use std::{fmt, mem};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Bounds, Capacity, Combined, Readiness, Seen,
    guards::{Guard, Restraint},
    heat,
    reshard::{Budget, Outlook},
    rules::{Opinion, Verdict},
};

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Hold,
    /// The absolute desired capacity, so that acting twice is harmless.
    ScaleTo(Capacity),
}

/// An action with its reasons, typed and with their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub at: Timestamp,
    pub action: Action,
    /// The capacity that was seen.
    pub current: Capacity,
    /// Units that were seen to carry load beside it.
    #[serde(default)]
    pub fixed: Capacity,
    #[serde(default)]
    pub readiness: Readiness,
    /// What was seen of each metric: its newest value and age, or what was missing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub seen: Vec<Seen>,
    /// The bounds in force.
    pub bounds: Bounds,
    /// What each rule recommended, in the policy's order.
    pub rules: Vec<Verdict>,
    pub combined: Combined,
    /// What each guard did to the recommendation, in the order in which they were asked.
    pub guards: Vec<Restraint>,
    /// The members that ought to go, the first of them first: no more than go, and fewer or none
    /// where nobody knows them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub victims: Vec<String>,
    /// What is going to be written to a stream whose demand is watched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlook: Option<Outlook>,
    /// What is known of single shards of a stream that has a hot one, or is suspected to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub heat: Option<heat::Said>,
    /// What a stream may still be resharded with, before anything is done about the decision.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub budget: Option<Budget>,
    /// Whether shards may be taken away now, of a stream whose capacity stays or falls: all rules
    /// that watch load see it, and nothing forbids to scale in.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub may_shrink: bool,
    /// When time alone may change the decision: what no load has to change for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

impl Decision {
    /// Where capacity is to go: `current` when it is to stay.
    #[must_use]
    pub fn desired(&self) -> Capacity {
        match self.action {
            Action::Hold => self.current,
            Action::ScaleTo(desired) => desired,
        }
    }

    /// Whether anything hangs on a guard that holds scaling in because it has not been shown the
    /// members.
    #[must_use]
    pub fn lacks_members(&self) -> bool {
        let matters = |said: &Restraint| {
            said.without
                .is_some_and(|without| without != self.desired())
        };
        let mut guards = self.guards.iter();
        guards.any(|said| said.lacks_members() && matters(said))
    }

    /// The guard that kept capacity as it is though the rules wanted it changed.
    #[must_use]
    pub fn denied_by(&self) -> Option<Guard> {
        let wanted = self.combined.capacity() != self.current;
        let held = |said: &&Restraint| said.before != self.current && said.after == self.current;
        let last = self.guards.iter().rev().find(held);
        let denied = last.filter(|_| wanted && self.action == Action::Hold);
        denied.map(|said| said.guard)
    }

    /// Whether another decision says the same, numbers aside: then one record can hold both.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let shape = |decision: &Self| (decision.action, decision.current, decision.bounds);
        let opinions = |decision: &Self| -> Vec<_> {
            decision
                .rules
                .iter()
                .map(|verdict| verdict.opinion)
                .collect()
        };
        let mut guards = self.guards.iter().zip(&other.guards);
        shape(self) == shape(other)
            && opinions(self) == opinions(other)
            && self.guards.len() == other.guards.len()
            && guards.all(|(one, other)| one.is_like(other))
            && self.heat.map(|said| mem::discriminant(&said))
                == other.heat.map(|said| mem::discriminant(&said))
    }

    /// Why, in one sentence for people; the same decision always reads the same.
    #[must_use]
    pub fn because(&self) -> String {
        let mut parts = vec![self.recommendation()];
        let changed = |said: &&Restraint| said.before != said.after;
        for said in self.guards.iter().filter(changed) {
            if let Some(word) = &said.word {
                parts.push(format!("{} {}: {word}", said.guard.name(), said.after));
            }
        }
        parts.extend(self.heat.map(|said| said.to_string()));
        parts.join("; ")
    }

    fn recommendation(&self) -> String {
        match self.combined {
            Combined::Largest { capacity, rule } => {
                let finding = self
                    .rules
                    .get(rule)
                    .map(|verdict| verdict.finding.to_string());
                let finding = finding.unwrap_or_default();
                if capacity == self.current {
                    finding
                } else {
                    format!("{finding}, which asks for {capacity}")
                }
            }
            Combined::Together { capacity, rule } => {
                let group = self.rules.get(rule).and_then(|said| said.group.as_deref());
                let of_group = |said: &&Verdict| said.group.as_deref() == group && !said.shadow;
                let findings = self.rules.iter().filter(of_group);
                let findings: Vec<_> = findings.map(|said| said.finding.to_string()).collect();
                let (group, findings) = (group.unwrap_or_default(), findings.join(", "));
                format!("the rules of `{group}` together ask for {capacity} ({findings})")
            }
            Combined::HeldByMissing { .. } => {
                let blind = self
                    .rules
                    .iter()
                    .find(|said| said.opinion == Opinion::Abstains && !said.shadow);
                let finding = blind
                    .map(|verdict| verdict.finding.to_string())
                    .unwrap_or_default();
                format!("{finding}, and missing data never scales in")
            }
            Combined::OnTheWay { capacity } => {
                format!(
                    "one call could not go all the way to {capacity}, and not all is known yet of what it brought"
                )
            }
            Combined::Nothing { .. } => {
                let findings: Vec<_> = self
                    .rules
                    .iter()
                    .map(|verdict| verdict.finding.to_string())
                    .collect();
                findings.join(", ")
            }
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.action {
            Action::Hold => write!(f, "hold {} because {}", self.current, self.because()),
            Action::ScaleTo(desired) => {
                write!(
                    f,
                    "scale {} → {desired} because {}",
                    self.current,
                    self.because()
                )
            }
        }
    }
}
