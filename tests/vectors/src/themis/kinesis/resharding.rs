//! Which shards are split and which merged, until what was decided is done.

use decision::{
    Decision, Period, Policy, ScalingState,
    reshard::{HashKey, Layout, Next, Step, towards},
};
use serde_json::Value;

use super::{
    super::Subject,
    named::{Named, is_as_wide},
    shards::Shards,
};
use crate::Outcome;

/// No way of the vectors is longer.
const STEPS: u32 = 200;

/// What Auxo does about a decision.
pub(super) struct Resharding<'a> {
    subject: &'a Subject,
    policy: &'a Policy,
    decision: &'a Decision,
    layout: &'a Layout,
    first: Next,
    /// When nothing is left to be done.
    end: Layout,
}

impl<'a> Resharding<'a> {
    /// Takes all steps; an error is one that the service would refuse, or that leaves the stream
    /// weaker than it is to be.
    pub(super) fn of(
        subject: &'a Subject,
        policy: &'a Policy,
        decision: &'a Decision,
        layout: &'a Layout,
    ) -> Result<Self, String> {
        let enough = decision.desired().0.min(layout.strength());
        let (mut end, mut state) = (layout.clone(), ScalingState::default());
        let mut first = None;
        for _ in 0..STEPS {
            let next = towards(policy, decision, &state, &end, decision.at);
            first.get_or_insert(next);
            let after = match (next.step, next.way) {
                (Step::Operate(operation), Some(way)) => {
                    state = state.operating(way, decision::Capacity(way.to()), decision.at);
                    end.clone().with(operation)
                }
                (Step::Call { to }, _) => {
                    state = state.claimed(decision.current, to, decision.at);
                    Layout::uniform(to.0)
                }
                _ => break,
            };
            if after == end || after.strength() < enough {
                return Err(format!("{next:?} of {end:?} comes to {after:?}"));
            }
            end = after;
        }
        if end.strength() != decision.desired().0 {
            return Err(format!("{:?} ends with {end:?}", decision.desired()));
        }
        Ok(Self {
            subject,
            policy,
            decision,
            layout,
            first: first.ok_or("no step")?,
            end,
        })
    }

    pub(super) fn compare(&self, shards: &Shards, right: &Value) -> Result<Outcome, String> {
        if was_refused(right) {
            self.is_asked_for_again()?;
        }
        let named = Named::of(shards, right);
        if let Some(Named::Merge(pair)) = &named
            && self.is_too_wide(pair)
        {
            return Ok(Outcome::Different(
                "shards are merged only where none gets wider than one of as many even ones",
            ));
        }
        if self.layout.strength() != self.layout.shards() {
            return self.even_ones(named);
        }
        if let Some(named) = named {
            named.compare(self.layout, self.first.step)?;
        }
        match shards_after(right) {
            Some(after) if after != u64::from(self.end.shards()) => {
                Err(format!("expected {after} shards, came {:?}", self.end))
            }
            _ => Ok(Outcome::Passed),
        }
    }

    /// Is the pair, of all the narrowest, wider than a shard may be?
    fn is_too_wide(&self, pair: &HashKey) -> bool {
        let most = HashKey::MAX / HashKey::from(self.decision.desired().0.max(1));
        most < *pair && !is_as_wide(most, *pair)
    }

    /// Fewer shards than there are would be as strong.
    fn even_ones(&self, named: Option<Named>) -> Result<Outcome, String> {
        if let Some(Named::Split(named)) = named {
            let widest = self.layout.keys().max().unwrap_or(0);
            Named::Split(widest).compare(self.layout, self.first.step)?;
            if !is_as_wide(widest, named) {
                return Ok(Outcome::Different(
                    "the widest shard is split: it is the first to overflow",
                ));
            }
        }
        // That it ends as strong as was decided was seen on the way.
        Ok(Outcome::Different(
            "shards of different widths count as the even ones that would be as strong",
        ))
    }

    /// After it was refused.
    fn is_asked_for_again(&self) -> Result<(), String> {
        let Next {
            step: Step::Operate(_),
            way: Some(way),
        } = self.first
        else {
            return Err(format!("{:?} is no operation", self.first));
        };
        let later = Period::minutes(1).after(self.decision.at);
        let state = ScalingState::default();
        let state = state.operating(way, decision::Capacity(way.to()), self.decision.at);
        let (state, _) = state.caught_up(&self.subject.seen, later);
        let decision = self.subject.decided_after(self.policy, &state);
        let again = towards(self.policy, &decision, &state, self.layout, later);
        if state.changes.is_empty() && again == self.first {
            Ok(())
        } else {
            Err(format!("{again:?} after {:?} was refused", self.first))
        }
    }
}

/// Was one of Themis's calls? It recorded that it was done.
fn was_refused(right: &Value) -> bool {
    let mut calls = right["calls"].as_array().into_iter().flatten();
    calls.any(|call| !call["failed"].is_null())
}

/// How many shards there are to be; `None` where Themis was refused, or ignored a number.
fn shards_after(right: &Value) -> Option<u64> {
    if let Some(after) = right["shards_after"].as_u64() {
        return Some(after);
    }
    let said = !was_refused(right) && right["requested_shards"].is_null();
    right["open_shards_after"].as_u64().filter(|_| said)
}
