//! Where a scale-out is to end that one call cannot finish.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Capacity, Period};

/// How long a far goal is pursued while the rules cannot see.
pub(super) const GOAL_LASTS: Period = Period::minutes(15);

/// A capacity that was decided on and lies further than one call goes. Until the rules can see
/// again, the way goes on; then they decide anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    pub capacity: Capacity,
    pub until: Timestamp,
}
