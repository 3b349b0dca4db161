//! What holds for every route: no request goes without an answer in the API's own words.

use std::panic::AssertUnwindSafe;

use axum::{
    extract::Request,
    http::{HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;

use crate::problem::{Kind, Problem};

pub(crate) async fn unknown_route(uri: Uri) -> Problem {
    let detail = format!(
        "there is nothing at {}; GET /v1/openapi.json lists the routes",
        uri.path()
    );
    Problem::new(Kind::UnknownRoute, detail)
}

/// The router adds the header `Allow`.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    let detail = format!("{} does not take {method}", uri.path());
    Problem::new(Kind::MethodNotAllowed, detail)
}

/// A panic ends its request only. What it said is in the log, where the panic hook puts it.
pub(crate) async fn contain_panics(request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answer.unwrap_or_else(|_| {
        Problem::new(Kind::Internal, "the API failed; the log says why").into_response()
    })
}

/// Answers are about now, and are data: nobody keeps them, nobody guesses what they are.
pub(crate) async fn with_security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
