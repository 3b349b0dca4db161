//! A recommendation of somebody else's system: a forecaster, a scheduler, YARN itself.
//!
//! The newest push of a source counts until it is too old. A capacity counts as it is. `add` and
//! `remove` are about the capacity that there was: once capacity has changed they are spent, as
//! samples are, so that a push is not applied twice.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Missed, Period, Proposal, Pushed, View,
    policy::{MAX_NAME, Mistakes, plain},
};

/// Pushes are kept a little longer.
const LONGEST: Period = Period::minutes(7 * 24 * 60);

/// Wants what another system asks for.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct External {
    /// What the other system calls itself: letters, digits, `-`, `_` and `.`.
    #[schemars(length(min = 1, max = MAX_NAME), extend("examples" = ["forecast"]))]
    source: String,
    /// How long what it asked for counts; at most `7d`.
    #[schemars(extend("examples" = ["10m"]))]
    at_most_old: Period,
    /// What the rule says when nothing was asked for in that time.
    #[deserr(default)]
    #[schemars(extend("default" = "abstain"))]
    when_missing: WhenMissing,
}

/// What the rule says without a push that counts.
#[derive(Clone, Copy, Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
enum WhenMissing {
    /// As without metrics: nothing scales in.
    #[default]
    Abstain,
    /// As if the rule were not there.
    Ignore,
}

fn checked(external: External, location: ValuePointerRef) -> Result<External, Mistakes> {
    let mut wrong = Mistakes::default();
    if !plain(&external.source) {
        let detail = "a source is named by letters, digits, `-`, `_` and `.`";
        wrong.note(location.push_key("source"), detail);
    }
    let age = external.at_most_old;
    if age == Period::ZERO || LONGEST < age {
        let detail = format!("expected more than no time and at most {LONGEST}, found `{age}`");
        wrong.note(location.push_key("at_most_old"), detail);
    }
    wrong.or(external)
}

/// What was pushed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Pushed(Pushed),
    /// There was nothing that counts, and the rule says nothing then.
    Ignored(Missed),
}

impl External {
    /// How old a push may be.
    pub(crate) fn at_most_old(&self) -> Period {
        self.at_most_old
    }
}

impl Recommends for External {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::Pushed {
            source: self.source.clone(),
        }]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        match (
            view.pushed(&self.source, self.at_most_old),
            self.when_missing,
        ) {
            (Ok(pushed), _) => {
                let wanted = pushed.proposal.of(view.observation.capacity);
                Ok((Opinion::Wants(wanted), Finding::Pushed(pushed.clone())))
            }
            (Err(missed), WhenMissing::Abstain) => Err(missed),
            (Err(missed), WhenMissing::Ignore) => {
                let (floor, cap) = (None, None);
                Ok((Opinion::Limits { floor, cap }, Finding::Ignored(missed)))
            }
        }
    }

    /// When the push is too old.
    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        let pushed = view.pushed(&self.source, self.at_most_old).ok()?;
        Some(self.at_most_old.after(pushed.at))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pushed(Pushed {
                source,
                at,
                proposal: proposal @ Proposal::Capacity(_),
            }) => write!(f, "{source} recommended a capacity of {proposal} at {at}"),
            Self::Pushed(Pushed {
                source,
                at,
                proposal,
            }) => write!(f, "{source} recommended {proposal} at {at}"),
            Self::Ignored(missed) => write!(f, "{missed}, and is ignored"),
        }
    }
}

#[cfg(test)]
mod tests;
