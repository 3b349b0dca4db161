//! Entity tags of policies, and the conditions that name them: an update says what it replaces,
//! so that none is lost.

use axum::http::{HeaderMap, HeaderName, header};
use evaluation::Expected;

use crate::problem::{Kind, Problem};

/// The strong entity tag of a version.
pub(crate) fn of(version: u64) -> String {
    format!("\"v{version}\"")
}

/// What has to hold for a policy to be stored.
#[derive(Debug)]
pub(crate) enum Condition {
    /// `If-None-Match: *`
    Absent,
    /// `If-Match`
    Matches(Tags),
}

/// Entity tags as a header lists them.
#[derive(Debug)]
pub(crate) struct Tags(Vec<String>);

impl Condition {
    pub(crate) fn of_put(headers: &HeaderMap) -> Result<Self, Problem> {
        let matching = listed(headers, &header::IF_MATCH)?;
        let none_matching = listed(headers, &header::IF_NONE_MATCH)?;
        match (matching, none_matching) {
            (Some(tags), None) => Tags::parse(&tags).map(Self::Matches),
            (None, Some(any)) if any == "*" => Ok(Self::Absent),
            (None, Some(_)) => Err(bad(
                "`If-None-Match` has to be `*` here: it creates a policy",
            )),
            (Some(_), Some(_)) => Err(bad("send `If-Match` or `If-None-Match`, not both")),
            (None, None) => Err(Problem::new(
                Kind::PreconditionRequired,
                "send `If-None-Match: *` to create a policy, or `If-Match` with the ETag of the \
                 version that is to be replaced",
            )),
        }
    }

    /// What the store has to expect, when `current` is there now.
    pub(crate) fn against(&self, name: &str, current: Option<u64>) -> Result<Expected, Problem> {
        match (self, current) {
            (Self::Absent, None) => Ok(Expected::Absent),
            (Self::Matches(tags), Some(version)) if tags.name(version) => {
                Ok(Expected::Version(version))
            }
            _ => Err(stale(name, current)),
        }
    }
}

impl Tags {
    /// The tags that a deletion names.
    pub(crate) fn of_delete(headers: &HeaderMap) -> Result<Self, Problem> {
        let listed = listed(headers, &header::IF_MATCH)?.ok_or_else(|| {
            let detail = "send `If-Match` with the ETag of the version that is to be deleted";
            Problem::new(Kind::PreconditionRequired, detail)
        })?;
        Self::parse(&listed)
    }

    pub(crate) fn name(&self, version: u64) -> bool {
        let current = of(version);
        self.0.contains(&current)
    }

    fn parse(listed: &str) -> Result<Self, Problem> {
        if listed == "*" {
            return Err(bad("`If-Match` has to name a version here, such as \"v7\""));
        }
        let tags: Vec<_> = listed.split(',').map(|tag| tag.trim().to_owned()).collect();
        let quoted = |tag: &String| {
            let strong = tag.strip_prefix("W/").unwrap_or(tag);
            strong.len() > 1 && strong.starts_with('"') && strong.ends_with('"')
        };
        if tags.iter().all(quoted) {
            Ok(Self(tags))
        } else {
            Err(bad(
                "`If-Match` has to be an ETag with its quotes, such as \"v7\"",
            ))
        }
    }
}

/// Whether the reader has this version already.
pub(crate) fn unchanged(headers: &HeaderMap, version: u64) -> Result<bool, Problem> {
    let current = of(version);
    let same = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == current;
    let listed = listed(headers, &header::IF_NONE_MATCH)?;
    Ok(listed.is_some_and(|tags| tags.split(',').any(|tag| same(tag.trim()))))
}

/// The condition does not hold: `current` is there.
pub(crate) fn stale(name: &str, current: Option<u64>) -> Problem {
    match current {
        Some(version) => {
            let tag = of(version);
            let detail =
                format!("`{name}` is at {tag} now; read it again, then repeat the change on top");
            Problem::new(Kind::StaleEtag, detail).with_header(header::ETAG, &tag)
        }
        None => {
            let detail = format!("there is no policy `{name}`; `If-None-Match: *` creates it");
            Problem::new(Kind::StaleEtag, detail)
        }
    }
}

fn listed(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, Problem> {
    let mut lines = Vec::new();
    for line in headers.get_all(name) {
        let line = line
            .to_str()
            .map_err(|_| bad("a condition has letters that no ETag has"))?;
        lines.push(line.trim());
    }
    Ok((!lines.is_empty()).then(|| lines.join(",")))
}

fn bad(detail: &str) -> Problem {
    Problem::new(Kind::BadPrecondition, detail)
}
