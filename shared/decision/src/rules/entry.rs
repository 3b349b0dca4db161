//! A rule of a policy, and the part that it has beside the others.

use super::{Document, Finding, Opinion, Rule, Verdict};
use crate::{Bounds, Positive, View, policy::Mistake};

/// A rule with its part among the others.
#[derive(Clone, Debug)]
pub struct Entry {
    pub rule: Rule,
    /// As the policy calls it.
    pub name: Option<String>,
    /// Recorded, not counted.
    pub shadow: bool,
    /// The group in which it is combined first.
    pub group: Option<String>,
    /// How much it counts in the mean of its group.
    pub weight: Positive,
}

impl Entry {
    /// What the rule says; it abstains where it cannot see.
    #[must_use]
    pub fn recommend(&self, view: &View<'_>) -> Verdict {
        let said = self.rule.opinion(view);
        let (opinion, finding) =
            said.unwrap_or_else(|missed| (Opinion::Abstains, Finding::Missing(missed)));
        Verdict {
            name: self.name.clone(),
            group: self.group.clone(),
            opinion,
            finding,
            shadow: self.shadow,
            until: self.rule.until(view),
        }
    }

    /// What does not fit the policy's bounds, with `at` as the place of the rule.
    pub(crate) fn against(&self, bounds: Bounds, at: &str) -> Vec<Mistake> {
        let kind = self.rule.kind();
        let wrong = self.rule.fields_against(bounds).into_iter();
        wrong
            .map(|(field, detail)| Mistake {
                pointer: format!("{at}/{kind}/{field}"),
                detail,
            })
            .collect()
    }
}

impl Document {
    /// The one rule of the document.
    pub(crate) fn only_one(mut self, at: &str, mistakes: &mut Vec<Mistake>) -> Option<Entry> {
        let mut given = self.given();
        let count = given.len();
        if count != 1 {
            let names = Rule::NAMES.join(", ");
            mistakes.push(Mistake {
                pointer: at.to_owned(),
                detail: format!("expected one rule, found {count}; rules are: {names}"),
            });
        }
        Some(Entry {
            rule: given.pop().filter(|_| count == 1)?.read(mistakes)?,
            name: self.name,
            shadow: self.shadow,
            group: self.group,
            weight: self.weight,
        })
    }
}
