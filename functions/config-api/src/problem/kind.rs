//! The types of problems. Their URIs are part of the API.

use axum::http::StatusCode;

macro_rules! kinds {
    ($($Kind:ident: $status:ident, $uri:literal, $title:literal;)+) => {
        /// What can be wrong. The URIs are part of the API: clients compare them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($Kind),+ }

        impl Kind {
            pub(super) fn status(self) -> StatusCode {
                match self { $(Self::$Kind => StatusCode::$status),+ }
            }

            pub(super) fn uri(self) -> &'static str {
                match self { $(Self::$Kind => $uri),+ }
            }

            pub(super) fn title(self) -> &'static str {
                match self { $(Self::$Kind => $title),+ }
            }
        }
    };
}

kinds! {
    BadParameter: BAD_REQUEST, "/problems/bad-parameter", "A parameter cannot be read";
    BadPrecondition: BAD_REQUEST, "/problems/bad-precondition", "A condition cannot be read";
    MalformedDocument: BAD_REQUEST, "/problems/malformed-document", "The document cannot be read";
    UnknownRoute: NOT_FOUND, "/problems/unknown-route", "There is no such route";
    UnknownPolicy: NOT_FOUND, "/problems/unknown-policy", "There is no such policy";
    UnknownTarget: NOT_FOUND, "/problems/unknown-target", "No policy names this target";
    UnknownSource: NOT_FOUND, "/problems/unknown-source", "No rule listens to this source";
    NoCosts: NOT_FOUND, "/problems/no-costs", "Costs are known of streams only";
    TargetGone: NOT_FOUND, "/problems/target-gone", "The target does not exist";
    MethodNotAllowed: METHOD_NOT_ALLOWED, "/problems/method-not-allowed", "The route has other methods";
    TargetTaken: CONFLICT, "/problems/target-taken", "Another policy scales this target";
    TargetBroken: CONFLICT, "/problems/target-broken", "What is stored of this target cannot be understood";
    TargetNotOurs: CONFLICT, "/problems/target-not-ours", "The target is not ours to scale";
    StaleEtag: PRECONDITION_FAILED, "/problems/stale-etag", "Somebody else was faster";
    TooLarge: PAYLOAD_TOO_LARGE, "/problems/too-large", "The document is too large";
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE, "/problems/unsupported-media-type", "The document is neither JSON nor YAML";
    InvalidPolicy: UNPROCESSABLE_ENTITY, "/problems/invalid-policy", "The document is not a policy";
    InvalidRecommendation: UNPROCESSABLE_ENTITY, "/problems/invalid-recommendation", "The document is not a recommendation";
    PreconditionRequired: PRECONDITION_REQUIRED, "/problems/precondition-required", "A condition is missing";
    Internal: INTERNAL_SERVER_ERROR, "/problems/internal", "The API failed";
    AccessDenied: BAD_GATEWAY, "/problems/access-denied", "The API lacks a permission";
    BadAnswer: BAD_GATEWAY, "/problems/bad-answer", "A service answered in a way that is not understood";
    Throttled: SERVICE_UNAVAILABLE, "/problems/throttled", "A service asks for patience";
    Unavailable: SERVICE_UNAVAILABLE, "/problems/unavailable", "A service does not answer";
}
