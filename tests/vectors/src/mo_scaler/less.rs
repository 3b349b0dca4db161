//! Who may be stopped, and where Auxo says that it does otherwise.

use super::{Fleet, Limits};

pub(super) const UNDER_THE_LEAST: &str = "a size under the least is brought up to it";

/// A fleet that is to have fewer workers.
pub(super) struct Less<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) limits: &'a Limits,
    /// Only those go that have used most of the hour that is paid.
    pub(super) paid: bool,
    pub(super) work_is_known: bool,
}

impl Less<'_> {
    /// How many the guards let go.
    pub(super) fn may_go(&self) -> u32 {
        if self.limits.force {
            return self.fleet.size();
        }
        let used = self.paid.then_some(self.limits.idle_uptime_threshold_min);
        self.fleet.may_go(self.work_is_known, used)
    }

    /// How many are there when `leaving` were to go.
    pub(super) fn to(&self, leaving: u32) -> u32 {
        let (least, _) = self.limits.bounds(self.fleet);
        (self.fleet.size() - leaving.min(self.may_go()).min(self.fleet.size())).max(least)
    }

    pub(super) fn difference(&self, leaving: u32) -> Option<&'static str> {
        let (fleet, limits) = (self.fleet, self.limits);
        let (least, _) = limits.bounds(fleet);
        if fleet.size() < least {
            Some(UNDER_THE_LEAST)
        } else if 0 < fleet.pending() && fleet.online().saturating_sub(least) < leaving {
            Some("the least counts all that are there, not only those that serve")
        } else if limits.force && 0 < fleet.busy() && 0 < leaving {
            Some("of those that may go the idle ones go first")
        } else {
            None
        }
    }
}
