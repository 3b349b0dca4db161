//! The decisions of a target, newest first: why capacity was what it was, at any minute.

use std::collections::HashMap;

use axum::{Json, extract::State, http::Uri};
use decision::{Policy, TargetId};
use evaluation::{Listing, Record, Roster, StoredPolicy};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    parameters::Parameters,
    ports::Api,
    problem::{Kind, Problem, problems},
    record::DecisionRecord,
    target_path::{self, TargetPath},
    targets,
};

const DEFAULT: usize = 50;
const MOST: usize = 200;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionList {
    #[schema(example = "kinesis-stream/clicks")]
    target: String,
    items: Vec<DecisionRecord>,
    /// `before` of the next page; null at the end.
    next: Option<Timestamp>,
    /// What cannot be shown, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

/// Which decisions are asked for.
struct Asked {
    limit: usize,
    before: Option<Timestamp>,
}

impl Asked {
    fn read(uri: &Uri) -> Result<Self, Problem> {
        let parameters = Parameters::read(uri, &["limit", "before", "at"])?;
        let limit = parameters.limit(MOST)?;
        let before = parameters.parsed("before", instant)?;
        let at = parameters.parsed("at", instant)?;
        match (at, before) {
            (Some(_), Some(_)) => {
                let detail = "`at` and `before` both say where to begin; send one of them";
                Err(Problem::new(Kind::BadParameter, detail))
            }
            // In force at an instant is what began by then.
            (Some(at), None) => Ok(Self {
                limit: limit.unwrap_or(1),
                before: Some(
                    at.saturating_add(jiff::Span::new().nanoseconds(1))
                        .unwrap_or(at),
                ),
            }),
            (None, before) => Ok(Self {
                limit: limit.unwrap_or(DEFAULT),
                before,
            }),
        }
    }
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let expected = "a time such as 2026-11-21T08:00:00Z; a `+` in it has to be sent as %2B";
    text.parse().map_err(|_| expected)
}

problems!(DecisionsProblems: BadParameter, UnknownTarget, Internal, AccessDenied, Throttled,
    Unavailable);

/// The decisions of a target, newest first.
///
/// Evaluations in a row that said the same are one item, with `since`, `until` and `times`. What
/// a policy decided that is gone since can still be read.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}/decisions",
    tag = "targets",
    operation_id = "listDecisions",
    params(
        ("kind" = String, Path, description = "`kinesis-stream`, `emr-cluster`, `ecs-service` or `event-source-mapping`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster, `cluster.service`, the UUID of the mapping"),
        ("limit" = Option<usize>, Query, description = "The most items: 1 to 200, else 50, or 1 with `at`"),
        ("before" = Option<Timestamp>, Query, description = "Only what began before; `next` of the page before"),
        ("at" = Option<Timestamp>, Query, description = "The decision in force then, and what led to it"),
    ),
    responses((status = 200, description = "A page of decisions", body = DecisionList), DecisionsProblems)
)]
pub(crate) async fn decisions(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    uri: Uri,
) -> Result<Json<DecisionList>, Problem> {
    let Asked { limit, before } = Asked::read(&uri)?;
    let (policies, newest, older) = tokio::join!(
        api.policies(),
        newest(&api, &target),
        api.history(&target, before, limit.saturating_add(1))
    );
    let (policies, (newest, problem), mut records) = (policies?, newest?, older?);
    if records.is_empty() && newest.is_none() && problem.is_none() {
        let listing = targets::listing(&api, target.kind, &policies).await?;
        named(&policies, &listing, &target)?;
    }
    let newest = newest.filter(|newest| before.is_none_or(|before| newest.since < before));
    if let Some(newest) = newest {
        // A holder that died after archiving a record leaves it in both places.
        records.retain(|record| record.since != newest.since);
        records.insert(0, newest);
    }
    let more = records.len() > limit;
    records.truncate(limit);
    let next = records.last().filter(|_| more).map(|last| last.since);
    let parsed = understood(&policies);
    let shown = |record: &Record| {
        let policy = parsed.get(&(record.policy.as_str(), record.policy_version));
        DecisionRecord::of(record, policy)
    };
    Ok(Json(DecisionList {
        target: target.to_string(),
        items: records.iter().map(shown).collect(),
        next,
        problems: problem.into_iter().collect(),
    }))
}

/// The newest record, which is not in the history yet, or why it cannot be read.
async fn newest(api: &Api, target: &TargetId) -> Result<(Option<Record>, Option<String>), Problem> {
    let remembered = api.remembered(target.kind).await?;
    let known = remembered.into_iter().find(|known| known.target == *target);
    Ok(match known.map(|known| known.memory) {
        None => (None, None),
        Some(Ok(memory)) => (memory.record, None),
        Some(Err(error)) => (None, Some(error.to_string())),
    })
}

/// The policies in force, by name and version: a record of an older one keeps its own words.
fn understood(policies: &[StoredPolicy]) -> HashMap<(&str, u64), Policy> {
    let parsed = policies.iter().filter_map(|stored| {
        let policy = Policy::parse(&stored.document).ok()?;
        Some(((stored.name.as_str(), stored.version), policy))
    });
    parsed.collect()
}

/// A target without decisions is one that a policy names or selects.
fn named(policies: &[StoredPolicy], listing: &Listing, target: &TargetId) -> Result<(), Problem> {
    let roster = Roster::of(target.kind, policies, Vec::new(), listing);
    let assigned = roster.assignments.iter().any(|each| each.target == *target);
    let broken = roster
        .broken
        .iter()
        .any(|each| each.target.as_ref() == Some(target));
    if assigned || broken {
        Ok(())
    } else {
        Err(target_path::unknown(target))
    }
}
