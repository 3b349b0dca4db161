//! What a guard may look at.

use jiff::Timestamp;

use super::DirectionSettings;
use crate::{Bounds, Capacity, Direction, Member, Policy, Recommendations, View};

/// What a guard may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a Policy,
    /// What was seen, what is remembered, and the time.
    pub(crate) view: View<'a>,
    /// Where a scale-out ends that was let through before, while its rest is to be made.
    pub(crate) on_the_way: Option<Capacity>,
    /// The bounds in force now.
    pub(crate) bounds: Bounds,
    /// How much of the highest need is kept.
    pub(crate) kept: Option<Capacity>,
    /// Since when a rule that watches load cannot see it.
    pub(crate) blind_since: Option<Timestamp>,
    /// What the rules have recommended lately, this time included.
    pub(crate) recommendations: &'a Recommendations,
}

impl<'a> Context<'a> {
    pub(super) fn current(&self) -> Capacity {
        self.view.observation.capacity
    }

    /// The way to what is proposed and its settings; `None` when nothing is to be changed.
    pub(super) fn directed(
        &self,
        proposed: Capacity,
    ) -> Option<(Direction, &'a DirectionSettings)> {
        let direction = Direction::of(self.current(), proposed)?;
        Some((direction, self.policy.guards.of(direction)))
    }

    /// How far capacity may go without being restrained anew: to where a scale-out ends that was
    /// let through already, or nowhere.
    pub(super) fn let_through(&self) -> Capacity {
        self.on_the_way.unwrap_or(self.current())
    }

    /// How many members are to go; `None` when not one is.
    pub(super) fn leaving(&self, proposed: Capacity) -> Option<u32> {
        let leaving = self.current().0.checked_sub(proposed.0);
        leaving.filter(|leaving| *leaving > 0)
    }

    /// What there is when so many have gone.
    pub(super) fn without(&self, leaving: u32) -> Capacity {
        Capacity(self.current().0.saturating_sub(leaving))
    }

    /// The members that may be chosen to go, in the order in which they were seen.
    pub(crate) fn free_to_go(&self) -> impl Iterator<Item = &'a Member> {
        let (settings, now) = (&self.policy.guards, self.view.now);
        let members = self.view.observation.members.iter().flatten();
        members.filter(move |member| member.may_go() && settings.let_go(member, now))
    }
}
