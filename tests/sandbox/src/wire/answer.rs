//! Answers on their way back.

use axum::{
    body::{Body, Bytes},
    http::header::{CONTENT_TYPE, DATE},
    response::{IntoResponse, Response},
};
use futures::stream;
use jiff::{Timestamp, fmt::rfc2822};
use serde_json::Value;

use super::{
    call::{Call, Protocol},
    refusal::Refusal,
};
use crate::state::Shared;

/// What a call that was performed is answered with.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) body: Vec<u8>,
    /// Whether the answer is lost on its way.
    pub(super) lost: bool,
    /// How far the service's clock is ahead, in seconds.
    pub(super) skew: i64,
}

impl Done {
    /// In the protocol of its call.
    pub(super) fn answer(self, shared: &Shared, call: &Call) -> Response {
        let Self { body, lost, skew } = self;
        if lost {
            let cut = std::io::Error::other("the connection is cut");
            return Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(cut)])));
        }
        let headers = [(CONTENT_TYPE, call.protocol.content_type())];
        let mut response = (headers, protocol_header(call.protocol), body).into_response();
        let now = Timestamp::from_second(shared.state().world.now() + skew).unwrap_or_default();
        let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
        if let Some(date) = date
            .ok()
            .and_then(|date| date.parse().ok())
            .filter(|_| skew != 0)
        {
            response.headers_mut().insert(DATE, date);
        }
        response
    }
}

/// The authorizer's answer as it is, if the caller can read its protocol; its code otherwise.
pub(super) fn refused(call: &Call, code: &str, answer: axum::http::Response<Bytes>) -> Response {
    let readable = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with(call.protocol.content_type()));
    if readable {
        let (mut parts, body) = answer.into_parts();
        parts.headers.remove("transfer-encoding");
        parts.headers.remove("connection");
        return Response::from_parts(parts, Body::from(body));
    }
    let message = match serde_json::from_slice::<Value>(answer.body()) {
        Ok(body) => body["message"]
            .as_str()
            .or(body["Message"].as_str())
            .unwrap_or(code)
            .to_owned(),
        Err(_) => String::from_utf8_lossy(answer.body()).into_owned(),
    };
    Refusal::new(answer.status().as_u16(), code, message).answer(call.protocol)
}

fn protocol_header(protocol: Protocol) -> [(&'static str, &'static str); 1] {
    match protocol {
        Protocol::Cbor => [("smithy-protocol", "rpc-v2-cbor")],
        Protocol::Json(_) => [("x-amzn-requestid", "00000000-0000-4000-8000-000000000000")],
    }
}
