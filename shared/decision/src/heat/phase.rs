//! When single shards are watched, and for how long.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Period;

/// For so long nothing new is suspected of a stream whose shards were found to be even, or in which
/// a key is hot: to watch them again would show the same.
pub(super) const RESTS: Period = Period::minutes(6 * 60);
/// For so long nothing is suspected of a stream whose layout was made to fit.
pub(super) const SETTLES: Period = Period::minutes(30);
/// For so long no shard may have been hot before watching ends.
const QUIET: Period = Period::minutes(10);

/// Whether single shards are watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing is suspected.
    #[default]
    Calm,
    Watching {
        since: Timestamp,
        /// Since when no shard was hot.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        quiet_since: Option<Timestamp>,
        /// Whether any was.
        #[serde(default)]
        found: bool,
    },
    /// Nothing is suspected before then.
    Resting { until: Timestamp },
}

impl Phase {
    /// After shards were seen: whether one was hot that can be split, and whether a hot key was found.
    pub(super) fn after(self, hot: bool, hot_key: bool, always: bool, now: Timestamp) -> Self {
        let Self::Watching {
            since,
            quiet_since,
            found,
        } = self
        else {
            return self;
        };
        let quiet_since = if hot {
            None
        } else {
            Some(quiet_since.unwrap_or(now))
        };
        let found = found || hot;
        let quiet = quiet_since.is_some_and(|quiet| QUIET.after(quiet) <= now);
        match (always, hot_key && !hot, quiet) {
            (false, true, _) => Self::Resting {
                until: RESTS.after(now),
            },
            (false, false, true) => {
                let rests = if found { SETTLES } else { RESTS };
                Self::Resting {
                    until: rests.after(now),
                }
            }
            _ => Self::Watching {
                since,
                quiet_since,
                found,
            },
        }
    }
}
