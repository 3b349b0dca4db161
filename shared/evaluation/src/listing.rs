//! What there is in the account, for the policies that select among it.

use std::collections::BTreeMap;

use decision::{Period, policy::Selector};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How old a listing gets.
const LISTED_EVERY: Period = Period::minutes(5);

/// The targets of a kind that there were when they were last listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// When that was; `None`: never yet, or it is not known.
    pub at: Option<Timestamp>,
    /// Counts the listings that were kept.
    pub generation: u64,
    pub claim: Claim,
    /// By their names.
    pub targets: BTreeMap<String, Listed>,
}

/// Who lists anew, so that only one does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Grows by one with each claim; 0: there was none.
    pub version: u64,
    /// Until then nobody else does.
    pub until: Option<Timestamp>,
}

/// What is known of a listed target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// `None`: nobody has asked for its tags yet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tagged: Option<Tagged>,
}

/// The tags that a target had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagged {
    pub at: Timestamp,
    pub tags: BTreeMap<String, String>,
}

impl Listed {
    #[must_use]
    pub fn tags(&self) -> Option<&BTreeMap<String, String>> {
        self.tagged.as_ref().map(|tagged| &tagged.tags)
    }
}

impl Listing {
    pub(crate) fn is_old(&self, now: Timestamp) -> bool {
        self.at.is_none_or(|at| LISTED_EVERY.after(at) <= now)
    }

    pub(crate) fn is_claimed(&self, now: Timestamp) -> bool {
        self.claim.until.is_some_and(|until| now < until)
    }

    /// With what there is now; what is still there keeps its tags.
    pub(crate) fn listed(self, names: Vec<String>, now: Timestamp) -> Self {
        let mut before = self.targets;
        let known = |name: String| {
            let listed = before.remove(&name).unwrap_or_default();
            (name, listed)
        };
        Self {
            at: Some(now),
            targets: names.into_iter().map(known).collect(),
            ..self
        }
    }

    /// Those of which the tags decide whether they are selected: first who was never asked for
    /// them, then who was asked longest ago.
    pub(crate) fn by_tags(&self, selectors: &[Selector]) -> Vec<(&String, Option<Timestamp>)> {
        let matters = |name: &String| {
            let mut by_tags = selectors
                .iter()
                .filter(|selector| !selector.tags.is_empty());
            by_tags.any(|selector| selector.fits(name))
        };
        let targets = self.targets.iter().filter(|(name, _)| matters(name));
        let mut asked: Vec<_> = targets
            .map(|(name, listed)| (name, listed.tagged.as_ref().map(|tagged| tagged.at)))
            .collect();
        asked.sort_by_key(|(_, at)| *at);
        asked
    }
}
