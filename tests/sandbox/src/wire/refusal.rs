//! Errors as the services give them, in the protocol of the call.

use aws_smithy_cbor::Encoder;
use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::call::{Protocol, Service};

/// An error of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// A fault of the caller, status 400.
    pub(crate) fn of(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn unknown_operation(action: &str) -> Self {
        Self::of(
            "UnknownOperationException",
            format!("the sandbox does not know {action}"),
        )
    }

    /// In the protocol of a call.
    pub(crate) fn answer(&self, protocol: Protocol) -> Response {
        match protocol {
            Protocol::Json(content_type) => self.json(content_type),
            Protocol::Cbor => self.cbor(),
        }
    }

    fn json(&self, content_type: &'static str) -> Response {
        let body = json!({ "__type": self.code, "message": self.message }).to_string();
        (self.status_code(), [(CONTENT_TYPE, content_type)], body).into_response()
    }

    fn cbor(&self) -> Response {
        let mut encoder = Encoder::new(Vec::new());
        encoder
            .map(2)
            .str("__type")
            .str(&self.code)
            .str("message")
            .str(&self.message);
        let side = if self.status < 500 {
            "Sender"
        } else {
            "Receiver"
        };
        let headers = [
            ("content-type", "application/cbor".to_owned()),
            ("smithy-protocol", "rpc-v2-cbor".to_owned()),
            ("x-amzn-query-error", format!("{};{side}", self.code)),
        ];
        (self.status_code(), headers, encoder.into_writer()).into_response()
    }

    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl Service {
    /// What the service answers when it is called too often.
    pub(crate) fn throttled(self) -> Refusal {
        match self {
            Self::Kinesis => Refusal::of(
                "LimitExceededException",
                "Rate exceeded for stream operations",
            ),
            Self::Emr | Self::CloudWatch | Self::Ecs => {
                Refusal::of("ThrottlingException", "Rate exceeded")
            }
            Self::Lambda => Refusal::new(429, "TooManyRequestsException", "Rate exceeded"),
        }
    }

    /// What the service answers when it fails.
    pub(crate) fn failed(self) -> Refusal {
        match self {
            Self::Kinesis => Refusal::new(500, "InternalFailure", "The request has failed"),
            Self::Emr => Refusal::new(500, "InternalServerException", "The request has failed"),
            Self::CloudWatch => Refusal::new(500, "InternalServiceFault", "The request has failed"),
            Self::Ecs => Refusal::new(500, "ServerException", "The request has failed"),
            Self::Lambda => Refusal::new(500, "ServiceException", "The request has failed"),
        }
    }

    /// What the service answers to a caller without the permission.
    pub(crate) fn denied(self, action: &str) -> Refusal {
        let message = format!(
            "User is not authorized to perform: {}:{action}",
            self.name()
        );
        match self {
            Self::Kinesis | Self::Emr | Self::Ecs => Refusal::of("AccessDeniedException", message),
            Self::Lambda => Refusal::new(403, "AccessDeniedException", message),
            Self::CloudWatch => Refusal::new(403, "AccessDenied", message),
        }
    }
}
