//! The query of a request, read strictly: what is not understood is not ignored.

use std::fmt::Display;

use axum::{
    extract::{FromRequestParts, Query},
    http::{Uri, request::Parts},
};
use decision::policy::nearest;

use crate::problem::{Kind, Problem};

/// The parameters of a query.
pub(crate) struct Parameters(Vec<(String, String)>);

/// A query without parameters.
pub(crate) struct NoParameters;

impl Parameters {
    /// Reads a query that may have the `known` parameters, each at most once.
    pub(crate) fn read(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|error| Problem::new(Kind::BadParameter, error.body_text()))?;
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let detail = format!(
                    "there is no parameter `{name}` here{}",
                    nearest(name, known)
                );
                return Err(Problem::new(Kind::BadParameter, detail));
            }
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                let detail = format!("the parameter `{name}` is given twice");
                return Err(Problem::new(Kind::BadParameter, detail));
            }
        }
        Ok(Self(pairs))
    }

    /// The parameter as `parse` reads it, which says what it expects.
    pub(crate) fn parsed<T, E: Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let given = self.0.iter().find(|(given, _)| given == name);
        let parsed = given.map(|(_, value)| {
            parse(value).map_err(|expected| {
                let detail = format!("the parameter `{name}` is \"{value}\"; expected {expected}");
                Problem::new(Kind::BadParameter, detail)
            })
        });
        parsed.transpose()
    }

    /// How many items a page has at most.
    pub(crate) fn limit(&self, most: usize) -> Result<Option<usize>, Problem> {
        self.parsed("limit", |text| match text.parse() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => Err(format!("a whole number from 1 to {most}")),
        })
    }
}

impl<S: Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Parameters::read(&parts.uri, &[]).map(|_| Self)
    }
}
