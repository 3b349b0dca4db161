//! Calls whose action or resource the stack's IAM would not find, told so that it does. The signature
//! still holds: a header that is added is not among the signed ones, and where the body is replaced
//! the hash that was signed is stated, and the length kept.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Request},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::wire::{Call, Protocol, Service};

/// Tells the stack what `call` is about, where it would not find it by itself.
pub(super) fn rewrite(
    request: &mut Request<Body>,
    call: &Call,
    body: &Bytes,
) -> Result<(), String> {
    let action = &call.action;
    match (call.service, call.protocol) {
        // It finds the action in the target header, which a CBOR call lacks, and then cannot read a
        // body that is not JSON.
        (Service::CloudWatch, Protocol::Cbor) => {
            target(request, &format!("GraniteServiceVersion20100801.{action}"))?;
            replace(request, body, "{}")
        }
        // Of the paths of mappings it knows some.
        (Service::Lambda, _) => target(request, &format!("AWSLambda.{action}")),
        // It takes the cluster for the resource of every call, and finds a service by this name.
        (Service::Ecs, _) => {
            let named = call.targets.first().and_then(|name| name.split_once('.'));
            match named {
                Some((_, service)) => replace(
                    request,
                    body,
                    &json!({ "serviceName": service }).to_string(),
                ),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn target(request: &mut Request<Body>, action: &str) -> Result<(), String> {
    request.headers_mut().insert("x-amz-target", value(action)?);
    Ok(())
}

/// The body that is sent in place of the one that was signed, blanks behind it.
fn replace(request: &mut Request<Body>, signed: &Bytes, sent: &str) -> Result<(), String> {
    let digest: String = Sha256::digest(signed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let hash = value(&digest)?;
    let headers = request.headers_mut();
    headers.entry("x-amz-content-sha256").or_insert(hash);
    *request.body_mut() = Body::from(format!("{sent:<width$}", width = signed.len()));
    Ok(())
}

fn value(text: &str) -> Result<HeaderValue, String> {
    text.parse().map_err(|error| format!("{error}"))
}
