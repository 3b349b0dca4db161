//! What a stream may still be resharded with, in the words of the API.

use decision::reshard;
use serde::Serialize;
use utoipa::ToSchema;

/// What a stream may still be resharded with today, before anything is done about the decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Budget {
    /// Calls of UpdateShardCount; null: nobody counts them.
    calls: Option<Left>,
    /// Splits and merges; null: nobody counts them.
    operations: Option<Left>,
    /// In words.
    #[schema(example = "6 of 10 calls left")]
    says: String,
}

/// How many are left of those that a rolling day allows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Left {
    left: u32,
    of: u32,
}

impl From<reshard::Budget> for Budget {
    fn from(budget: reshard::Budget) -> Self {
        Self {
            calls: budget.calls.map(Left::from),
            operations: budget.operations.map(Left::from),
            says: budget.to_string(),
        }
    }
}

impl From<reshard::Left> for Left {
    fn from(reshard::Left { left, of }: reshard::Left) -> Self {
        Self { left, of }
    }
}
