//! Many opinions become one recommendation: any up, all down.
//!
//! Rules may be put into groups, which come to an opinion of their own first: `any` as outside of
//! groups, `all` moves only as far as all of the group agree, `mean` weighs.

mod group;

use serde::{Deserialize, Serialize};

use self::group::Blind;
pub use self::group::{Agreement, Group};
use crate::{
    Capacity, Goal, Policy,
    rules::{Opinion, Verdict},
};

/// What the rules recommend together, before any guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combined {
    /// The largest of what the rules want.
    Largest { capacity: Capacity, rule: usize },
    /// The largest is what the group of this rule wants together.
    Together { capacity: Capacity, rule: usize },
    /// Less would do by those that could see, but not all could.
    HeldByMissing { capacity: Capacity },
    /// Not every rule can see yet what the last step of a far scale-out brought; the way goes on.
    OnTheWay { capacity: Capacity },
    /// No rule wants anything else.
    Nothing { capacity: Capacity },
}

impl Combined {
    #[must_use]
    pub fn capacity(self) -> Capacity {
        match self {
            Self::Largest { capacity, .. }
            | Self::Together { capacity, .. }
            | Self::HeldByMissing { capacity }
            | Self::OnTheWay { capacity }
            | Self::Nothing { capacity } => capacity,
        }
    }
}

/// What has been heard so far: the largest wish, and whether somebody could not see.
#[derive(Default)]
struct Heard {
    largest: Option<Combined>,
    blind: bool,
}

impl Heard {
    fn wish(&mut self, wish: Combined) {
        if self
            .largest
            .is_none_or(|most| most.capacity() < wish.capacity())
        {
            self.largest = Some(wish);
        }
    }
}

/// The largest recommendation wins. Less than `current` only when every rule that watches load
/// has spoken and none wants more.
pub(crate) fn combine(current: Capacity, policy: &Policy, verdicts: &[Verdict]) -> Combined {
    let mut heard = Heard::default();
    for (rule, verdict) in counted(verdicts) {
        if agreement(policy, verdict) == Agreement::Any {
            match verdict.opinion {
                Opinion::Wants(capacity) => heard.wish(Combined::Largest { capacity, rule }),
                Opinion::Abstains => heard.blind = true,
                Opinion::Content | Opinion::Limits { .. } | Opinion::Keeps(_) => {}
            }
        }
    }
    let together = |group: &&Group| group.agreement != Agreement::Any;
    for group in policy.groups.iter().filter(together) {
        match group.wish(current, policy, verdicts) {
            Ok(wish) => wish.into_iter().for_each(|wish| heard.wish(wish)),
            Err(Blind) => heard.blind = true,
        }
    }
    match heard.largest {
        Some(wish) if current < wish.capacity() => wish,
        _ if heard.blind => Combined::HeldByMissing { capacity: current },
        Some(wish) => wish,
        None => Combined::Nothing { capacity: current },
    }
}

/// Where the way of a far scale-out leads, while not all rules can see and none that can would have
/// less.
pub(crate) fn on_the_way(
    current: Capacity,
    goal: Option<Goal>,
    verdicts: &[Verdict],
) -> Option<Capacity> {
    let goal = goal?.capacity;
    let less = |said: &Verdict| matches!(said.opinion, Opinion::Wants(less) if less < current);
    let goes_on = some_abstain(verdicts) && !counted(verdicts).any(|(_, said)| less(said));
    (current < goal && goes_on).then_some(goal)
}

/// Whether a rule that counts cannot see what it watches.
fn some_abstain(verdicts: &[Verdict]) -> bool {
    counted(verdicts).any(|(_, verdict)| verdict.opinion == Opinion::Abstains)
}

fn counted(verdicts: &[Verdict]) -> impl Iterator<Item = (usize, &Verdict)> {
    verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| !verdict.shadow)
}

fn agreement(policy: &Policy, verdict: &Verdict) -> Agreement {
    let named = |group: &&Group| Some(&group.name) == verdict.group.as_ref();
    let group = policy.groups.iter().find(named);
    group.map_or(Agreement::Any, |group| group.agreement)
}

impl Combined {
    /// While not all rules can see, a far scale-out that one call could not finish goes on, unless
    /// one that sees wants more.
    pub(crate) fn towards(self, goal: Option<Capacity>) -> Self {
        match goal {
            Some(capacity) if self.capacity() < capacity => Self::OnTheWay { capacity },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests;
