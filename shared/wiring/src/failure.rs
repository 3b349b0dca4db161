//! Why an invocation failed, as Lambda, its alarms and people are told.

use std::fmt;

use evaluation::{Failure, PortError};
use lambda_runtime::Diagnostic;
use pricing::BadPrice;

use crate::{event::BadEvent, settings::MissingSetting};

/// An invocation or a start that failed. What goes wrong with one target is no failure of the
/// invocation: it is in the report.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Setting(#[from] MissingSetting),
    #[error(transparent)]
    Event(#[from] BadEvent),
    #[error("the environment variable PRICES: {0}")]
    Prices(#[from] BadPrice),
    /// Policies or memories cannot be read at all.
    #[error("nothing could be evaluated: {0}")]
    Store(#[from] PortError),
}

impl Failed {
    /// A name that stays, for alarms and queries over logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Setting(_) => "Auxo.MissingSetting",
            Self::Event(_) => "Auxo.BadEvent",
            Self::Prices(_) => "Auxo.BadPrices",
            Self::Store(error) => match error.failure {
                Failure::Throttled | Failure::Postponed => "Auxo.StoreThrottled",
                Failure::AccessDenied => "Auxo.StoreAccessDenied",
                Failure::NotFound => "Auxo.StoreNotFound",
                Failure::Unavailable => "Auxo.StoreUnavailable",
                Failure::Malformed => "Auxo.StoreMalformed",
                Failure::NotOurs | Failure::Refused => "Auxo.StoreRefused",
            },
        }
    }
}

/// In words: the runtime shows errors to people in this form.
impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.name())
    }
}

impl From<Failed> for Diagnostic {
    fn from(failed: Failed) -> Self {
        Self {
            error_type: failed.name().to_owned(),
            error_message: failed.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_a_name_that_stays_and_says_what_to_do() {
        let denied = PortError {
            operation: "Query",
            failure: Failure::AccessDenied,
            message: "the function's role has to allow dynamodb:Query".to_owned(),
        };
        let told: Diagnostic = Failed::Store(denied).into();
        assert_eq!(told.error_type, "Auxo.StoreAccessDenied");
        assert_eq!(
            told.error_message,
            "nothing could be evaluated: Query: the function's role has to allow dynamodb:Query"
        );
    }
}
