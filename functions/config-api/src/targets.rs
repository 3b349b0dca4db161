//! Targets: what the policies name, with what is remembered of each.

use axum::{Json, extract::State, http::Uri};
use decision::{Activity, Mode, Policy, Readiness, TargetId, TargetKind};
use evaluation::{Assignment, Broken, Memory, Outcome, Roster};
use futures::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    decisions::DecisionRecord,
    page::Page,
    parameters::{NoParameters, Parameters},
    ports::Api,
    problem::{Problem, problems},
    reasons::BoundsInForce,
    target_path::{self, TargetPath, kind_of},
};

/// A target as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Target {
    #[schema(example = "kinesis-stream")]
    kind: &'static str,
    /// The name of the stream, the id of the cluster.
    name: String,
    policy: String,
    policy_version: u64,
    /// `active`, `dry-run` or `paused`; null when the policy cannot be understood.
    #[schema(value_type = Option<String>)]
    mode: Option<Mode>,
    /// The units that served when it was last looked at; null: it never was.
    capacity: Option<u32>,
    /// Units that carry load but are not scaled.
    fixed: Option<u32>,
    /// `ready`, or `changing`: a change is under way, whoever asked for it.
    #[schema(value_type = Option<String>)]
    readiness: Option<Readiness>,
    /// When it was last looked at.
    seen_at: Option<Timestamp>,
    /// Where capacity is going; the capacity itself when it stays.
    desired: Option<u32>,
    /// The change under way, if any.
    activity: Option<ActivityView>,
    /// The bounds in force at the last decision.
    bounds: Option<BoundsInForce>,
    /// What was decided last and why, in one sentence.
    because: Option<String>,
    last_evaluation: Option<Timestamp>,
    /// Null: at the next tick.
    next_evaluation: Option<Timestamp>,
    /// When the last scale-out had arrived.
    scaled_out_at: Option<Timestamp>,
    /// When the last scale-in had arrived.
    scaled_in_at: Option<Timestamp>,
    /// What keeps it from being scaled, and what went wrong at the last evaluation.
    problems: Vec<String>,
}

/// A change of capacity that is under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivityView {
    from: u32,
    desired: u32,
    claimed_at: Timestamp,
    /// What the service has accepted so far; null from the claim to the answer.
    asked: Option<u32>,
    asked_at: Option<Timestamp>,
    /// Without a sign of the change until then, it is taken for lost.
    lease_until: Timestamp,
}

/// A target with its newest decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetDetail {
    #[serde(flatten)]
    target: Target,
    decision: Option<DecisionRecord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetList {
    items: Vec<Target>,
    /// The cursor of the next page; null at the end.
    next: Option<String>,
    /// What is wrong with policies that name no target that they could have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

impl Target {
    fn of(target: &TargetId, policy: &str, policy_version: u64, memory: &Memory) -> Self {
        let status = memory.seen.map(|seen| seen.status);
        let capacity = status.map(|status| status.capacity.0);
        let activity = memory.scaling.activity.as_ref().map(ActivityView::from);
        let record = memory.record.as_ref();
        let decided = record.and_then(|record| match &record.outcome {
            Outcome::Decided { decision, .. } => Some(decision),
            Outcome::Continued { .. } | Outcome::Failed { .. } => None,
        });
        Self {
            kind: target.kind.name(),
            name: target.name.clone(),
            policy: policy.to_owned(),
            policy_version,
            mode: None,
            capacity,
            fixed: status.map(|status| status.fixed.0),
            readiness: status.map(|status| status.readiness),
            seen_at: memory.seen.map(|seen| seen.at),
            desired: activity
                .as_ref()
                .map(|activity| activity.desired)
                .or(capacity),
            activity,
            bounds: decided.map(|decision| decision.bounds.into()),
            because: record.map(evaluation::Record::sentence),
            last_evaluation: record.map(|record| record.until),
            next_evaluation: memory.next_evaluation,
            scaled_out_at: memory.scaling.scaled_out_at,
            scaled_in_at: memory.scaling.scaled_in_at,
            problems: record
                .map(|record| record.problems.clone())
                .unwrap_or_default(),
        }
    }

    fn key(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

impl From<&Activity> for ActivityView {
    fn from(activity: &Activity) -> Self {
        Self {
            from: activity.from.0,
            desired: activity.desired.0,
            claimed_at: activity.claimed_at,
            asked: activity.asked.map(|asked| asked.capacity.0),
            asked_at: activity.asked.map(|asked| asked.at),
            lease_until: activity.lease_until,
        }
    }
}

impl TargetDetail {
    fn assigned(assignment: &Assignment) -> Self {
        let Assignment {
            target,
            policy,
            policy_version,
            memory,
            ..
        } = assignment;
        let mut shown = Target::of(target, &policy.name, *policy_version, memory);
        shown.mode = Some(policy.mode);
        let decision = memory.record.as_ref().map(|record| {
            let decided_by: Option<&Policy> =
                (record.policy_version == *policy_version).then_some(policy);
            DecisionRecord::of(record, decided_by)
        });
        Self {
            target: shown,
            decision,
        }
    }

    /// `None`: nothing tells which target it would be.
    fn broken(broken: &Broken) -> Option<Self> {
        let unknown = Memory::default();
        let memory = broken.memory.as_ref().unwrap_or(&unknown);
        let target = broken.target.as_ref()?;
        let mut shown = Target::of(target, &broken.policy, broken.policy_version, memory);
        shown.problems.push(broken.error.to_string());
        let decision = memory
            .record
            .as_ref()
            .map(|record| DecisionRecord::of(record, None));
        Some(Self {
            target: shown,
            decision,
        })
    }
}

/// All targets of a kind, as the functions that scale see them.
pub(crate) async fn roster(api: &Api, kind: TargetKind) -> Result<Roster, Problem> {
    let (policies, remembered) = tokio::join!(api.policies(), api.remembered(kind));
    Ok(Roster::of(kind, &policies?, remembered?))
}

problems!(ListProblems: BadParameter, Internal, AccessDenied, Throttled, Unavailable);

/// What is scaled, by kind and name.
#[utoipa::path(
    get,
    path = "/v1/targets",
    tag = "targets",
    operation_id = "listTargets",
    params(
        ("kind" = Option<String>, Query, description = "Only these: `kinesis-stream` or `emr-cluster`"),
        ("limit" = Option<usize>, Query, description = "The most items of a page: 1 to 500, else 100"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "A page of targets", body = TargetList), ListProblems)
)]
pub(crate) async fn list(State(api): State<Api>, uri: Uri) -> Result<Json<TargetList>, Problem> {
    let parameters = Parameters::read(&uri, &["kind", "limit", "cursor"])?;
    let page = Page::asked(&parameters)?;
    let kind = parameters.parsed("kind", kind_of)?;
    let kinds = kind.map_or_else(|| TargetKind::ALL.to_vec(), |kind| vec![kind]);

    let policies = api.policies().await?;
    let remembered = try_join_all(kinds.iter().map(|kind| api.remembered(*kind))).await?;
    let mut targets = Vec::new();
    let mut problems = Vec::new();
    for (kind, remembered) in kinds.into_iter().zip(remembered) {
        let roster = Roster::of(kind, &policies, remembered);
        targets.extend(roster.assignments.iter().map(TargetDetail::assigned));
        for broken in &roster.broken {
            match TargetDetail::broken(broken) {
                Some(target) => targets.push(target),
                None => problems.push(broken.error.to_string()),
            }
        }
    }
    // A policy that does not even say its kind is wrong for each kind.
    problems.sort();
    problems.dedup();
    let mut targets: Vec<_> = targets.into_iter().map(|detail| detail.target).collect();
    targets.sort_by_key(Target::key);
    let (items, next) = page.of(targets, Target::key);
    Ok(Json(TargetList {
        items,
        next,
        problems,
    }))
}

problems!(GetProblems: BadParameter, UnknownTarget, Internal, AccessDenied, Throttled, Unavailable);

/// A target with its newest decision, whole.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}",
    tag = "targets",
    operation_id = "getTarget",
    params(
        ("kind" = String, Path, description = "`kinesis-stream` or `emr-cluster`"),
        ("id" = String, Path, description = "The name of the stream, the id of the cluster"),
    ),
    responses((status = 200, description = "The target", body = TargetDetail), GetProblems)
)]
pub(crate) async fn get(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    _: NoParameters,
) -> Result<Json<TargetDetail>, Problem> {
    let roster = roster(&api, target.kind).await?;
    let assigned = roster.assignments.iter().find(|each| each.target == target);
    let broken = || {
        roster
            .broken
            .iter()
            .find(|each| each.target.as_ref() == Some(&target))
    };
    let shown = assigned
        .map(TargetDetail::assigned)
        .or_else(|| broken().and_then(TargetDetail::broken));
    shown.map(Json).ok_or_else(|| target_path::unknown(&target))
}
