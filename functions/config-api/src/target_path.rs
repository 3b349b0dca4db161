//! The target that a path names.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use decision::{TargetId, TargetKind, policy::nearest};

use crate::problem::{Kind, Problem};

pub(crate) struct TargetPath(pub(crate) TargetId);

impl<S: Send + Sync> FromRequestParts<S> for TargetPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((kind, name)) =
            path.map_err(|error| Problem::new(Kind::BadParameter, error.body_text()))?;
        target(&kind, name).map(Self)
    }
}

/// The target of that kind and name.
pub(crate) fn target(kind: &str, name: String) -> Result<TargetId, Problem> {
    let kind = kind_of(kind).map_err(|expected| {
        let detail = format!("there are no targets of kind \"{kind}\"; expected {expected}");
        Problem::new(Kind::UnknownTarget, detail)
    })?;
    Ok(TargetId { kind, name })
}

/// The kind called `name`, or what it could have been.
pub(crate) fn kind_of(name: &str) -> Result<TargetKind, String> {
    let names = TargetKind::ALL.map(TargetKind::name);
    name.parse()
        .map_err(|()| format!("{}{}", names.join(" or "), nearest(name, &names)))
}

pub(crate) fn unknown(target: &TargetId) -> Problem {
    Problem::new(Kind::UnknownTarget, format!("no policy names {target}"))
}
