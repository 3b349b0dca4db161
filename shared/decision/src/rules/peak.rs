//! Never below a share of the highest need of the last day or week: who was busy yesterday will
//! be busy again.
//!
//! floor = ⌈highest need × factor⌉, where the need of a moment is what the rules that watch load
//! recommended together, before any guard. epsagon's kinesis-autoscaler goes back to half of the
//! last day's peak in this way.
//!
//! The floor holds capacity and never adds any, which the guard `peak` sees to: a need that a
//! guard kept from being met would otherwise go round that guard. What is kept is not a need, so
//! that the floor does not keep itself up.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Capacity, Missed, Period, View, policy::Mistakes};

const SHORTEST: Period = Period::minutes(60);
/// What is remembered of a target grows with it.
const LONGEST: Period = Period::minutes(7 * 24 * 60);

/// Keeps a share of the highest need of a time.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct Peak {
    /// The time of which the highest need counts: `1h` to `7d`.
    #[schemars(extend("examples" = ["1d", "7d"]))]
    over: Period,
    /// The share of the highest need that is kept.
    #[deserr(default = 1.0)]
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1.0, "default" = 1.0, "examples" = [0.5]))]
    factor: f64,
}

fn checked(peak: Peak, location: ValuePointerRef) -> Result<Peak, Mistakes> {
    let mut wrong = Mistakes::default();
    if !(SHORTEST..=LONGEST).contains(&peak.over) {
        let over = peak.over;
        let detail = format!("expected {SHORTEST} to {LONGEST}, found `{over}`");
        wrong.note(location.push_key("over"), detail);
    }
    if !(0.0 < peak.factor && peak.factor <= 1.0) {
        let detail = "expected more than 0 and at most 1";
        wrong.note(location.push_key("factor"), detail);
    }
    wrong.or(peak)
}

/// The highest need, and what is kept of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    over: Period,
    factor: f64,
    /// `None`: no need is known of that time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    highest: Option<Highest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Highest {
    at: Timestamp,
    need: Capacity,
    kept: Capacity,
}

impl Peak {
    /// What is kept of a need.
    pub(crate) fn kept_of(&self, need: Capacity) -> Capacity {
        Capacity::holding(need.units() * self.factor)
    }

    fn highest(&self, view: &View<'_>) -> Option<Highest> {
        let needs = &view.state.needs;
        let (at, need) = needs.highest_after(self.over.before(view.now))?;
        let kept = self.kept_of(need);
        Some(Highest { at, need, kept })
    }
}

impl Recommends for Peak {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::Peak { over: self.over }]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let highest = self.highest(view);
        let (floor, cap) = (None, None);
        let opinion = highest.map_or(Opinion::Limits { floor, cap }, |highest| {
            Opinion::Keeps(highest.kept)
        });
        let finding = Finding {
            over: self.over,
            factor: self.factor,
            highest,
        };
        Ok((opinion, finding))
    }

    /// What load does is nothing to it.
    fn calm(&self, _view: &View<'_>, most: Period) -> Period {
        most
    }

    /// When the highest need is too long ago.
    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        let highest = self.highest(view)?;
        Some(self.over.after(highest.at))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = self.over;
        match self.highest {
            None => write!(f, "no need of the last {over} is known"),
            Some(Highest { at, need, kept }) => write!(
                f,
                "the highest need of the last {over} was {need} at {at}, of which {kept} are kept"
            ),
        }
    }
}

#[cfg(test)]
mod tests;
