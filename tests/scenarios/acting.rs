//! Whose doing a decision is.

use std::collections::BTreeSet;

use decision::{
    Action, Decision, Direction, Policy,
    guards::Guard,
    rules::{Opinion, Verdict},
};
use evaluation::{Outcome, Record};

/// The rules and guards of a policy that changed anything in these records.
pub(crate) fn acting(policy: &Policy, records: &[Record]) -> BTreeSet<&'static str> {
    let decisions = records.iter().filter_map(|record| match &record.outcome {
        Outcome::Decided { decision, .. } => Some(decision),
        Outcome::Failed { .. } => None,
    });
    let of_each = decisions.flat_map(|decision| {
        let rules = policy.rules.iter().zip(&decision.rules);
        let rules = rules.filter(|(_, said)| is_followed(said, decision));
        let rules = rules.map(|(entry, _)| entry.rule.kind());
        let guards = decision.guards.iter();
        let guards = guards.filter(|said| said.before != said.after);
        rules.chain(guards.map(|said| said.guard.name()))
    });
    of_each.collect()
}

/// Does a change go the way that the rule wants, or is it held to a bound that the rule set?
fn is_followed(said: &Verdict, decision: &Decision) -> bool {
    let (current, desired) = (decision.current, decision.desired());
    match said.opinion {
        _ if said.shadow || decision.action == Action::Hold => false,
        Opinion::Wants(capacity) => {
            Direction::of(current, capacity) == Direction::of(current, desired)
        }
        Opinion::Limits { floor, cap } => {
            let mut guards = decision.guards.iter();
            let is_bounded =
                guards.any(|said| said.guard == Guard::Bounds && said.before != said.after);
            is_bounded && [floor, cap].contains(&Some(desired))
        }
        Opinion::Keeps(kept) => desired == kept,
        Opinion::Content | Opinion::Abstains => false,
    }
}
