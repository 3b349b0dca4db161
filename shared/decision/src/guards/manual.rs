//! Manual: somebody says how much there is to be, until a time. Then capacity goes down from that
//! in steps, if a ramp is set, until it is where the rules want it; after the manual scaling of
//! Mercari's autoscaler for Cloud Spanner. What is needed beyond the override, by the rules or by
//! the fail-safe floor of `missing`, does not wait for the ramp.

mod ramp;
mod word;

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;

use self::ramp::Ramp;
pub(super) use self::word::Word;
use super::{Context, Sets, Settings};
use crate::{Bounds, Capacity, moment::Moment, policy::Mistakes};

/// A capacity that somebody chose, until a time.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Manual")]
pub(crate) struct Setting {
    /// The capacity in units, within the bounds.
    #[schemars(extend("examples" = [12]))]
    capacity: u32,
    /// When the rules decide again.
    until: Moment,
    /// How capacity comes back down after the end. Default: at once.
    #[deserr(default)]
    ramp: Option<Ramp>,
}

impl Sets for Setting {
    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = bounds.against(Capacity(self.capacity));
        outside
            .map(|detail| ("capacity", detail))
            .into_iter()
            .collect()
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let Some(setting) = context.policy.guards.manual else {
        return Some((proposed, Word::Nothing));
    };
    let (now, capacity) = (context.view.now, Capacity(setting.capacity));
    let Moment(until) = setting.until;
    if now < until {
        return Some((capacity, Word::InForce { capacity, until }));
    }
    let scaling_in = setting.ramp.filter(|_| proposed < context.current());
    let Some(ramp) = scaling_in else {
        return Some((proposed, Word::Nothing));
    };
    let lowest = ramp.lowest(capacity, ramp.steps(until, now));
    let after = proposed.max(lowest).min(context.current());
    let word = if after == proposed {
        Word::Nothing
    } else {
        let until = ramp.next(until, now);
        Word::Ramp { capacity, until }
    };
    Some((after, word))
}

impl Settings {
    /// When an override ended that does nothing any more.
    pub(crate) fn override_over(&self, bounds: Bounds, now: Timestamp) -> Option<Timestamp> {
        let Setting {
            capacity,
            until: Moment(until),
            ramp,
        } = self.manual?;
        let held = |ramp: Ramp| ramp.lowest(Capacity(capacity), ramp.steps(until, now));
        let over = until <= now && ramp.is_none_or(|ramp| held(ramp) <= bounds.min());
        over.then_some(until)
    }
}

#[cfg(test)]
mod tests;
