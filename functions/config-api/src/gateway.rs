//! What the gateway says about a request: when it came, and who sent it.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use jiff::Timestamp;
use lambda_http::{
    aws_lambda_events::apigw::ApiGatewayV2httpRequestContext, request::RequestContext,
};

/// When the request arrived at the gateway.
pub(crate) struct Now(pub(crate) Timestamp);

/// Who sent the request, as far as the gateway knows.
pub(crate) struct Caller(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Now {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let told = context(parts)
            .filter(|context| context.time_epoch > 0)
            .and_then(|context| Timestamp::from_millisecond(context.time_epoch).ok());
        Ok(Self(told.unwrap_or_else(Timestamp::now)))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let iam = context(parts)
            .and_then(|context| context.authorizer.as_ref())
            .and_then(|authorizer| authorizer.iam.as_ref());
        let name = iam.and_then(|iam| iam.user_arn.as_ref().or(iam.caller_id.as_ref()));
        Ok(Self(
            name.map_or_else(|| "unknown".to_owned(), Clone::clone),
        ))
    }
}

fn context(parts: &Parts) -> Option<&ApiGatewayV2httpRequestContext> {
    match parts.extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => Some(context),
        _ => None,
    }
}
