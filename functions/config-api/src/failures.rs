//! What a failed call means for the caller of the API.

use axum::http::header::RETRY_AFTER;
use evaluation::{Failure, PortError};

use crate::problem::{Kind, Problem};

/// Seconds; the buckets of the services fill up again within less.
const PATIENCE: &str = "5";

/// The store failed: nothing that the caller named is at fault.
impl From<PortError> for Problem {
    fn from(error: PortError) -> Self {
        common(&error).unwrap_or_else(|| {
            tracing::error!(%error, "the store failed");
            Self::new(Kind::Internal, "the store cannot be used; the log says why")
        })
    }
}

/// Looking at a target failed.
pub(crate) fn of_target(error: &PortError) -> Problem {
    let kind = match error.failure {
        Failure::NotFound => Kind::TargetGone,
        Failure::NotOurs => Kind::TargetNotOurs,
        Failure::Refused
        | Failure::Malformed
        | Failure::Throttled
        | Failure::Postponed
        | Failure::AccessDenied
        | Failure::Unavailable => Kind::BadAnswer,
    };
    common(error).unwrap_or_else(|| Problem::new(kind, error.to_string()))
}

/// The failures that mean the same wherever they come from.
fn common(error: &PortError) -> Option<Problem> {
    match error.failure {
        Failure::Throttled | Failure::Postponed => Some(later(Kind::Throttled, error)),
        Failure::Unavailable => Some(later(Kind::Unavailable, error)),
        Failure::AccessDenied => Some(Problem::new(Kind::AccessDenied, error.to_string())),
        Failure::NotFound | Failure::NotOurs | Failure::Refused | Failure::Malformed => None,
    }
}

fn later(kind: Kind, error: &PortError) -> Problem {
    Problem::new(kind, error.to_string()).with_header(RETRY_AFTER, PATIENCE)
}
