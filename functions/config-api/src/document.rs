//! The body of a request that brings a policy: JSON or YAML, by its content type.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use decision::Mistake;
use serde_json::Value;
use serde_saphyr::{UserMessageFormatter, options::NonFiniteFloatPolicy};

use crate::{
    places::Places,
    problem::{Fault, Kind, Problem},
    tree::Tree,
};

/// More than any policy with the most targets and the most rules; less than an item of the store.
const MOST_BYTES: usize = 256 * 1024;
/// Far deeper than any policy; a reader of YAML spends much of its stack on each level.
const DEEPEST: usize = 32;
/// Aliases repeat what is there; a document that grows under them is an attack.
const MOST_NODES: usize = 50_000;

/// A document that could be read; what it means is not looked at yet.
pub(crate) struct Submitted {
    pub(crate) document: Value,
    text: String,
}

impl Submitted {
    /// The mistakes with their places in the text.
    pub(crate) fn faults(&self, mistakes: Vec<Mistake>) -> Vec<Fault> {
        if mistakes.is_empty() {
            return Vec::new();
        }
        let places = Places::of(&self.text);
        let fault = |mistake: Mistake| {
            let place = places.find(&mistake.pointer);
            Fault::from(mistake).at(place)
        };
        mistakes.into_iter().map(fault).collect()
    }
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        let language = Language::of(request.headers())?;
        DefaultBodyLimit::max(MOST_BYTES).apply(&mut request);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                    let detail = format!("a document has at most {} KiB", MOST_BYTES / 1024);
                    Problem::new(Kind::TooLarge, detail)
                } else {
                    malformed("the body ended before it was complete")
                }
            })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            malformed_at(place(&bytes, error.valid_up_to()), "this is not UTF-8")
        })?;
        if text.trim().is_empty() {
            return Err(malformed("the body is empty"));
        }
        let document = match language {
            Language::Json => json(text),
            Language::Yaml => yaml(text),
        };
        Ok(Self {
            document: document?,
            text: text.to_owned(),
        })
    }
}

enum Language {
    Json,
    Yaml,
}

impl Language {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let given = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let given = given.unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "application/json" => Ok(Self::Json),
            "application/yaml" | "application/x-yaml" | "text/yaml" => Ok(Self::Yaml),
            _ => {
                let detail = format!(
                    "the content type is \"{given}\"; expected application/json or application/yaml"
                );
                Err(Problem::new(Kind::UnsupportedMediaType, detail)
                    .with_header(header::ACCEPT, "application/json, application/yaml"))
            }
        }
    }
}

fn json(text: &str) -> Result<Value, Problem> {
    let tree: Result<Tree, _> = serde_json::from_str(text);
    tree.map(|Tree(value)| value).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let place = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&place).unwrap_or(&message);
        malformed_at((narrow(line), narrow(column)), message)
    })
}

/// How YAML is read: strictly, and so much of it.
pub(crate) fn yaml_options() -> serde_saphyr::Options {
    let budget = serde_saphyr::budget! {
        max_depth: DEEPEST,
        flow_nesting_limit: DEEPEST,
        max_nodes: MOST_NODES,
        max_events: 4 * MOST_NODES,
        max_aliases: 1_000,
        max_anchors: 1_000,
        max_recorded_anchor_events: MOST_NODES,
        max_merge_keys: 1_000,
    };
    serde_saphyr::options! {
        budget: budget,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_NODES },
        // `on` and `no` are names of streams rather than what YAML 1.1 took them for.
        strict_booleans: true,
        reject_unsupported_tags: true,
        // The tree refuses them, in the same words as for JSON.
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}

fn yaml(text: &str) -> Result<Value, Problem> {
    let tree: Result<Tree, _> = serde_saphyr::from_str_with_options(text, yaml_options());
    tree.map(|Tree(value)| value).map_err(|error| {
        let message = error.render_with_formatter(&UserMessageFormatter);
        let Some(place) = error.location() else {
            return malformed(message);
        };
        let (line, column) = (place.line(), place.column());
        let suffix = format!(" at line {line}, column {column}");
        let message = message.strip_suffix(&suffix).unwrap_or(&message);
        malformed_at((narrow(line), narrow(column)), message)
    })
}

/// Line and column, from 1, of the byte at `offset`.
fn place(bytes: &[u8], offset: usize) -> (u32, u32) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    (narrow(line), narrow(column))
}

fn narrow(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

fn malformed_at((line, column): (u32, u32), message: &str) -> Problem {
    malformed(format!("line {line}, column {column}: {message}")).at(line, column)
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::MalformedDocument, detail)
}
