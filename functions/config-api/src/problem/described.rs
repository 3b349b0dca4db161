//! Which problems a route answers with, for its documentation.

use std::collections::BTreeMap;

use utoipa::{
    ToSchema,
    openapi::{Content, RefOr, Response as Described, ResponseBuilder},
};

use super::{Kind, MEDIA_TYPE, Problem};

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
