//! Every error that the API answers with: problem details (RFC 9457) of a stable type.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use decision::Mistake;
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{Content, RefOr, Response as Described, ResponseBuilder},
};

use crate::places::Place;

const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! kinds {
    ($($Kind:ident: $status:ident, $uri:literal, $title:literal;)+) => {
        /// What can be wrong. The URIs are part of the API: clients compare them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($Kind),+ }

        impl Kind {
            fn status(self) -> StatusCode {
                match self { $(Self::$Kind => StatusCode::$status),+ }
            }

            fn uri(self) -> &'static str {
                match self { $(Self::$Kind => $uri),+ }
            }

            fn title(self) -> &'static str {
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

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What is wrong, stable: compare this.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What is wrong, for people.
    title: &'static str,
    status: u16,
    /// What is wrong here, and what to do about it.
    detail: String,
    /// Where a document cannot be read, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// All mistakes of a document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
    #[serde(skip)]
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

/// One mistake in a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// JSON Pointer (RFC 6901) to the place; empty for the whole document.
    pointer: String,
    detail: String,
    /// Where that is in the text that was sent, counted from 1: where the name of the field is,
    /// or the item begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl From<Mistake> for Fault {
    fn from(Mistake { pointer, detail }: Mistake) -> Self {
        Self {
            pointer,
            detail,
            line: None,
            column: None,
        }
    }
}

impl Fault {
    pub(crate) fn at(mut self, place: Option<Place>) -> Self {
        (self.line, self.column) = place.unzip();
        self
    }
}

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.uri(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            line: None,
            column: None,
            errors: Vec::new(),
            header: None,
        }
    }

    pub(crate) fn at(mut self, line: u32, column: u32) -> Self {
        (self.line, self.column) = (Some(line), Some(column));
        self
    }

    pub(crate) fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.errors = faults;
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.header = HeaderValue::from_str(value)
            .ok()
            .map(|value| Box::new((name, value)));
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let header = self.header.take();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        response.headers_mut().extend(header.map(|header| *header));
        response
    }
}

/// Names the problems of a route, so that its documentation lists them.
macro_rules! problems {
    ($Name:ident: $($Kind:ident),+ $(,)?) => {
        pub(crate) struct $Name;

        impl utoipa::IntoResponses for $Name {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::Response>,
            > {
                $crate::problem::described(&[$($crate::problem::Kind::$Kind),+])
            }
        }
    };
}
pub(crate) use problems;

/// One response for each status, which names every type that it can have.
pub(crate) fn described(kinds: &[Kind]) -> BTreeMap<String, RefOr<Described>> {
    let mut by_status: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for kind in kinds {
        let line = format!("`{}`: {}", kind.uri(), kind.title());
        let status = kind.status().as_str().to_owned();
        by_status.entry(status).or_default().push(line);
    }
    let response = |lines: Vec<String>| {
        let content = Content::new(Some(
            utoipa::openapi::Ref::from_schema_name(Problem::name()),
        ));
        let response = ResponseBuilder::new()
            .description(lines.join("\n\n"))
            .content(MEDIA_TYPE, content);
        RefOr::T(response.build())
    };
    by_status
        .into_iter()
        .map(|(status, lines)| (status, response(lines)))
        .collect()
}
