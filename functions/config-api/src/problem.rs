//! Every error that the API answers with: problem details (RFC 9457) of a stable type.

mod described;
mod kind;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use decision::Mistake;
use serde::Serialize;
use utoipa::ToSchema;

use crate::places::Place;
pub(crate) use described::{described, problems};
pub(crate) use kind::Kind;

const MEDIA_TYPE: &str = "application/problem+json";

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
