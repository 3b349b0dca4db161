//! Who sees what was promised and not kept.

use std::collections::VecDeque;

use decision::{Bounds, Capacity, reshard::Layout};

/// What is told beside a broken promise.
const TOLD: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct Witness {
    pub(crate) broken: Vec<String>,
    pub(crate) told: VecDeque<String>,
}

/// An act of ours: how the shards are before it, and how they will be after it.
#[derive(Debug)]
pub(crate) struct Acted<'a> {
    pub(crate) what: String,
    pub(crate) before: &'a Layout,
    pub(crate) after: Layout,
    /// Whether it was known how the load is spread over the keys.
    pub(crate) weighed: bool,
}

impl Witness {
    pub(crate) fn tell(&mut self, now: i64, what: impl AsRef<str>) {
        if !self.broken.is_empty() {
            return; // what led to the first one is what counts
        }
        if self.told.len() == TOLD {
            self.told.pop_front();
        }
        let clock = crate::world::at(now).strftime("%a %H:%M:%S");
        self.told.push_back(format!("{clock}  {}", what.as_ref()));
    }

    pub(crate) fn broken(&mut self, now: i64, what: impl AsRef<str>) {
        self.tell(now, format!("BROKEN: {}", what.as_ref()));
        if !self.broken.is_empty() {
            return; // one leads to the next
        }
        let clock = crate::world::at(now).strftime("%a %H:%M:%S");
        self.broken.push(format!("{clock}: {}", what.as_ref()));
    }

    /// What has to hold of everything that is asked for: it lies within the bounds or leads towards
    /// them, and less is asked for only where the load was seen or there is more than may be.
    pub(crate) fn judge(&mut self, now: i64, acted: &Acted<'_>, bounds: Bounds, sighted: bool) {
        let Acted {
            what,
            before,
            after,
            ..
        } = acted;
        let strength = |layout: &Layout| layout.strength();
        let (least, most) = (bounds.min().0, bounds.max().0);
        // Where it is known how the load is spread, shards are not as strong as their keys are many.
        let weak = !acted.weighed && strength(after) < least && strength(after) < strength(before);
        let few = after.shards() < least && after.shards() < before.shards();
        if weak || few {
            self.broken(now, format!("{what}: below the bounds"));
        }
        if most < after.shards() && before.shards() < after.shards() {
            self.broken(now, format!("{what}: above the bounds"));
        }
        let less = after.shards() < before.shards();
        let too_many = Capacity(before.shards()) > bounds.max();
        if less && !sighted && !too_many {
            self.broken(now, format!("{what}: in without data"));
        }
    }
}
