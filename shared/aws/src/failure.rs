//! What the SDK's errors mean: which kind of failure it is, and what to tell people.

use std::error::Error;

use aws_sdk_kinesis::error::{ProvideErrorMetadata, SdkError};
use evaluation::{Failure, PortError};

/// Longer messages of services are cut; records are kept for months.
const MESSAGE_LIMIT: usize = 400;

/// A call, as the service and its permissions name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Action {
    /// The prefix in a permission, such as `elasticmapreduce`.
    pub(crate) service: &'static str,
    pub(crate) name: &'static str,
}

impl Action {
    /// A failure that was found in an answer.
    pub(crate) fn failure(self, failure: Failure, message: impl Into<String>) -> PortError {
        PortError {
            operation: self.name,
            failure,
            message: message.into(),
        }
    }

    pub(crate) fn malformed(self, message: impl Into<String>) -> PortError {
        self.failure(Failure::Malformed, message)
    }

    /// A call that did not succeed.
    pub(crate) fn failed<E>(self, error: &SdkError<E>) -> PortError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::TimeoutError(_) => self.failure(
                Failure::Unavailable,
                "no answer in time; it may have happened or not",
            ),
            SdkError::ConstructionFailure(_) => {
                self.failure(Failure::Malformed, self.cut(&causes(error)))
            }
            SdkError::ServiceError(context) => {
                let status = context.raw().status().as_u16();
                self.answered(error.code(), error.message(), status)
            }
            // A connection that failed, an answer that was cut off, credentials that are not there.
            _ => self.failure(Failure::Unavailable, self.cut(&causes(error))),
        }
    }

    fn answered(self, code: Option<&str>, message: Option<&str>, status: u16) -> PortError {
        let failure = meaning(code, message, status);
        let said = match (code, message) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => text.to_owned(),
            (None, None) => format!("status {status} without a reason"),
        };
        let message = match failure {
            Failure::AccessDenied => {
                let Self { service, name } = self;
                format!("the function's role has to allow {service}:{name} ({said})")
            }
            _ => said,
        };
        self.failure(failure, self.cut(&message))
    }

    fn cut(self, message: &str) -> String {
        match message.char_indices().nth(MESSAGE_LIMIT) {
            Some((end, _)) => format!("{}…", &message[..end]),
            None => message.to_owned(),
        }
    }
}

/// What an answer of a service means. Codes: "Common errors" of each API reference, and the errors
/// of the calls that are made here.
fn meaning(code: Option<&str>, message: Option<&str>, status: u16) -> Failure {
    match code.unwrap_or_default() {
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "LimitExceededException"
        | "LimitExceeded"
        | "ProvisionedThroughputExceededException"
        | "SlowDown" => Failure::Throttled,
        "AccessDeniedException"
        | "AccessDenied"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "OptInRequired" => Failure::AccessDenied,
        "ResourceNotFoundException"
        | "ClusterNotFoundException"
        | "ServiceNotFoundException"
        | "ServiceNotActiveException" => Failure::NotFound,
        // EMR has no code of its own for a cluster that it does not know.
        "InvalidRequestException" if message.is_some_and(names_no_cluster) => Failure::NotFound,
        _ if 500 <= status => Failure::Unavailable,
        _ if status == 429 => Failure::Throttled,
        _ if matches!(status, 401 | 403) => Failure::AccessDenied,
        _ => Failure::Refused,
    }
}

fn names_no_cluster(message: &str) -> bool {
    message.starts_with("Cluster id") && message.contains("is not valid")
}

/// The messages of an error and of what caused it.
fn causes(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let more = deeper.to_string();
        if !said.ends_with(&more) {
            said = format!("{said}: {more}");
        }
        cause = deeper.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Action = Action {
        service: "kinesis",
        name: "ListShards",
    };

    #[test]
    fn a_rate_that_is_exceeded_is_throttling_in_each_services_words() {
        for code in [
            "ThrottlingException",
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
        ] {
            assert_eq!(meaning(Some(code), None, 400), Failure::Throttled, "{code}");
        }
        assert_eq!(meaning(None, None, 429), Failure::Throttled);
    }

    #[test]
    fn a_missing_permission_names_the_action_to_allow() {
        let error = LIST.answered(Some("AccessDeniedException"), Some("no"), 400);
        assert_eq!(error.failure, Failure::AccessDenied);
        assert_eq!(
            error.to_string(),
            "ListShards: the function's role has to allow kinesis:ListShards \
             (AccessDeniedException: no)"
        );
    }

    #[test]
    fn a_cluster_that_is_unknown_is_not_found() {
        let said = Some("Cluster id 'j-1' is not valid.");
        let code = Some("InvalidRequestException");
        assert_eq!(meaning(code, said, 400), Failure::NotFound);
        assert_eq!(
            meaning(code, Some("A group is missing."), 400),
            Failure::Refused
        );
    }

    #[test]
    fn an_error_of_the_service_may_have_happened() {
        assert_eq!(
            meaning(Some("InternalFailure"), None, 500),
            Failure::Unavailable
        );
        assert_eq!(meaning(None, None, 503), Failure::Unavailable);
    }

    #[test]
    fn long_messages_are_cut_between_letters() {
        let error = LIST.answered(Some("X"), Some(&"ö".repeat(5_000)), 400);
        assert_eq!(error.message.chars().count(), MESSAGE_LIMIT + 1);
    }
}
