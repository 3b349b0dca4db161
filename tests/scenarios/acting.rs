//! Whose doing a decision is.

use std::collections::BTreeSet;

use decision::{
    Decision, Direction, Policy,
    guards::Guard,
    rules::{Opinion, Verdict},
};
use evaluation::{Outcome, Record};

/// What a decision can come from, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Rule(&'static str),
    Guard(&'static str),
}

/// The rules and guards of a policy that changed anything in these records.
pub(crate) fn acting(policy: &Policy, records: &[Record]) -> BTreeSet<Part> {
    let decisions = records.iter().filter_map(|record| match &record.outcome {
        Outcome::Decided { decision, .. } => Some(decision),
        Outcome::Retired | Outcome::Failed { .. } => None,
    });
    let of_each = decisions.flat_map(|decision| {
        let rules = policy.rules.iter().zip(&decision.rules);
        let rules = rules.filter(|(_, said)| is_followed(said, decision));
        let rules = rules.map(|(entry, _)| Part::Rule(entry.rule.kind()));
        let guards = decision.guards.iter();
        let guards = guards.filter(|said| said.before != said.after);
        rules.chain(guards.map(|said| Part::Guard(said.guard.name())))
    });
    of_each.collect()
}

/// Does a change go the way that the rule wants, or is it held to what the rule bounds or keeps?
fn is_followed(said: &Verdict, decision: &Decision) -> bool {
    let (current, desired) = (decision.current, decision.desired());
    let holds_to = |guard, capacity| {
        let mut guards = decision.guards.iter();
        guards
            .any(|said| said.guard == guard && said.before != said.after && said.after == capacity)
    };
    match said.opinion {
        _ if said.shadow => false,
        Opinion::Wants(capacity) => {
            let way = Direction::of(current, desired);
            way.is_some() && Direction::of(current, capacity) == way
        }
        Opinion::Limits { floor, cap } => {
            let limits = [floor, cap].into_iter().flatten();
            limits
                .into_iter()
                .any(|limit| holds_to(Guard::Bounds, limit))
        }
        Opinion::Keeps(capacity) => holds_to(Guard::Peak, capacity),
        Opinion::Content | Opinion::Abstains => false,
    }
}
