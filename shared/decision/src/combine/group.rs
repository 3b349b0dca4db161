//! Groups of rules, which come to an opinion of their own first.

use deserr::Deserr;
use schemars::JsonSchema;

use super::{Combined, counted};
use crate::{
    Capacity, Policy, Positive,
    policy::Mistakes,
    rules::{Opinion, Verdict},
};

/// How the rules of a group come to one opinion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
pub enum Agreement {
    /// Any up, all down.
    #[default]
    Any,
    /// Up as far as all want more, down as far as all want less.
    All,
    /// The mean of what they want, by their weights.
    Mean,
}

/// Rules that come to an opinion of their own before they are combined with the others.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub agreement: Agreement,
}

/// A rule of the group cannot see.
pub(super) struct Blind;

impl Group {
    /// What its rules want together; `None` where none wants anything.
    pub(super) fn wish(
        &self,
        current: Capacity,
        policy: &Policy,
        verdicts: &[Verdict],
    ) -> Result<Option<Combined>, Blind> {
        let mine =
            counted(verdicts).filter(|(_, verdict)| verdict.group.as_ref() == Some(&self.name));
        let (mut first, mut most) = (None, Capacity(0));
        let mut said = Vec::new();
        for (rule, verdict) in mine {
            let capacity = match verdict.opinion {
                Opinion::Wants(capacity) => {
                    first = first.or(Some(rule));
                    most = most.max(capacity);
                    capacity
                }
                // Not more than there is; less is up to the others.
                Opinion::Content => current,
                Opinion::Limits { .. } | Opinion::Keeps(_) => continue,
                Opinion::Abstains => return Err(Blind),
            };
            said.push((capacity, weight(policy, rule)));
        }
        let Some(rule) = first else { return Ok(None) };
        let capacity = match self.agreement {
            Agreement::Mean => mean(&said),
            // Up to the least of what all want more, down to the most of what all want less.
            Agreement::Any | Agreement::All => {
                let least = said.iter().map(|(capacity, _)| *capacity).min();
                let least = least.unwrap_or(most);
                current.clamp(least, most.max(least))
            }
        };
        Ok(Some(Combined::Together { capacity, rule }))
    }
}

fn weight(policy: &Policy, rule: usize) -> f64 {
    let entry = policy.rules.get(rule);
    entry.map_or(Positive::ONE, |entry| entry.weight).number()
}

fn mean(said: &[(Capacity, f64)]) -> Capacity {
    let weights: f64 = said.iter().map(|(_, weight)| weight).sum();
    let weighed = said
        .iter()
        .map(|(capacity, weight)| capacity.units() * weight);
    Capacity::holding(weighed.sum::<f64>() / weights)
}
