//! What one guard did.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Guard, Word};
use crate::Capacity;

/// What one guard did to a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restraint {
    pub guard: Guard,
    pub before: Capacity,
    pub after: Capacity,
    /// `None`: the guard had nothing to restrain, because nothing was to be changed that it minds.
    pub word: Option<Word>,
    /// What would have been decided without this guard, where it changed anything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without: Option<Capacity>,
}

impl Restraint {
    /// Whether another restraint is the same, numbers aside.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let alike = match (&self.word, &other.word) {
            (Some(one), Some(other)) => one.is_like(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let changed = |said: &Self| said.before != said.after;
        self.guard == other.guard && changed(self) == changed(other) && alike
    }

    /// When the guard may let something else through though only time passes.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.word.as_ref().and_then(Word::until)
    }

    /// Whether the guard has not been shown the members that it would have to see.
    pub(crate) fn lacks_members(&self) -> bool {
        self.word.as_ref().is_some_and(Word::lacks_members)
    }
}

impl fmt::Display for Restraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.guard.name();
        match &self.word {
            None => write!(f, "{name}: nothing to restrain"),
            Some(word) if self.before == self.after => write!(f, "{name}: {word}"),
            Some(word) => write!(
                f,
                "{name}: {} instead of {}, {word}",
                self.after, self.before
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::guards::tests::{Case, at_once};

    #[test]
    fn it_is_told_what_would_have_been_decided_without_a_guard() {
        let guards = json!({"scale_out": {"step_limit": 3}, "pause": {"direction": "out"}});
        let mut case = Case::new(8, guards);
        let without = |case: &Case| {
            let (_, restraints) = case.restrained(100);
            let told = restraints.into_iter();
            let told = told.filter_map(|said| Some((said.guard, said.without?.0)));
            told.collect::<Vec<_>>()
        };
        // Without the step limit there would still be the pause.
        assert_eq!(without(&case), [(Guard::StepLimit, 8), (Guard::Pause, 11)]);
        case = Case::new(8, json!({"scale_out": {"step_limit": 3}}));
        assert_eq!(without(&case), [(Guard::StepLimit, 64)]);
    }

    #[test]
    fn what_has_nothing_to_do_with_members_never_lacks_them() {
        let lacking = |guards| {
            let (_, restraints) = Case::new(8, guards).restrained(4);
            let lacking = restraints.iter().filter(|said| said.lacks_members());
            lacking.map(|said| said.guard).collect::<Vec<_>>()
        };
        assert_eq!(lacking(json!({})), []);
        let idle = at_once(json!({"idle": {}}));
        assert_eq!(lacking(idle), [Guard::Idle]);
        let billing = at_once(json!({"billing": {}}));
        assert_eq!(lacking(billing), [Guard::Billing]);
        let disruption = at_once(json!({"disruption": {"at_most": 1}}));
        assert_eq!(lacking(disruption), [Guard::Disruption]);
    }

    #[test]
    fn numbers_aside_what_a_guard_said_may_be_the_same() {
        let said = |current: u32, recommended: u32| {
            let case = Case::new(current, json!({"scale_out": {"step_limit": 3}}));
            let (_, restraints) = case.restrained(recommended);
            restraints
                .into_iter()
                .find(|said| said.guard == Guard::StepLimit)
                .unwrap()
        };
        let (cut, more, within) = (said(8, 20), said(9, 30), said(8, 10));
        assert!(cut.is_like(&more) && !cut.is_like(&within));
        let nothing = said(8, 8);
        assert!(nothing.is_like(&said(9, 9)) && !nothing.is_like(&within));
        let (_, others) = Case::new(8, json!({})).restrained(20);
        assert!(!others.iter().any(|other| other.is_like(&cut)));
    }
}
