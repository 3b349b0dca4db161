//! Where Auxo does otherwise than Periscope.

use super::Input;

impl Input {
    /// Where Auxo says that it does otherwise, and the size that it then sets.
    pub(super) fn difference(&self) -> Option<(&'static str, u32)> {
        let (all, limits) = (self.all(), &self.policy);
        let up = self.asked_up();
        let elapsed = self.since_last_scaling_ms;
        let waits = |own: Option<u32>| {
            elapsed.is_some_and(|ms| ms < own.unwrap_or(limits.cooldown_min) * 60_000)
        };
        let (up_waits, down_waits) = (
            waits(limits.up_cooldown_min),
            waits(limits.down_cooldown_min),
        );
        if limits.max < all {
            let surplus = all - limits.max;
            let named = self.yarn.is_some() && surplus <= self.asked_down();
            // Nobody named is the defect whose correction is known.
            let open = !named && self.asked_down() != 0 || self.yarn.is_none();
            if (up_waits && down_waits) || open || limits.max_down_step < surplus {
                return Some(("bounds hold whatever others recommend", limits.max));
            }
        } else if self.nodes.healthy < limits.min && 0 < self.nodes.unhealthy {
            let more = if up_waits {
                0
            } else {
                up.min(limits.max_up_step)
            };
            let to = (all + more).min(self.most()).max(limits.min);
            return Some(("unhealthy nodes are there until EMR has replaced them", to));
        } else if all < limits.min
            && (up_waits && down_waits
                || limits.max_up_step < limits.min - all
                // Stopped machines count for the least there.
                || self.stop_start && up == 0)
        {
            return Some(("bounds hold whatever others recommend", limits.min));
        } else if 0 < up && 0 < self.asked_down() && (up_waits || self.most() == all) {
            return Some(("what asks for more never leads to less", all));
        } else if up == 0 && 0 < self.nodes.unhealthy && 0 < self.asked_down() {
            let less = self.asked_down().min(limits.max_down_step);
            let to = if down_waits {
                all
            } else {
                (all - less.min(all)).max(limits.min)
            };
            return Some(("unhealthy nodes are there until EMR has replaced them", to));
        }
        None
    }
}
