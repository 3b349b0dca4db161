//! A target in the words of the API: what is remembered of it, and what is wrong.

use decision::{Activity, Mode, Policy, TargetId};
use evaluation::{Assignment, Broken, Memory, Outcome};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{plan::ReshardPlan, reasons::BoundsInForce, record::DecisionRecord};

/// A target as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Target {
    #[schema(example = "kinesis-stream")]
    kind: &'static str,
    /// The name of the stream, the id of the cluster, `cluster.service`, the UUID of the mapping.
    name: String,
    policy: String,
    policy_version: u64,
    /// How the policy came to it: `name`, `pattern clicks-*`, `tags`, or a pattern and tags; null
    /// when the policy cannot be understood.
    #[schema(example = "name")]
    selected_by: Option<String>,
    /// `active`, `dry-run` or `paused`; null when the policy cannot be understood.
    #[schema(value_type = Option<String>)]
    mode: Option<Mode>,
    /// The units that served when it was last looked at, of a service those that were asked for;
    /// null: it never was.
    capacity: Option<u32>,
    /// The units that there were: of a stream its open shards, however strong they are.
    open: Option<u32>,
    /// Units that carry load but are not scaled.
    fixed: Option<u32>,
    /// `ready`; `changing`: a change is under way, whoever asked for it; `starting`: tasks that were
    /// asked for do not run yet; `stopping`: more still run; `replacing`: a deployment replaces them; `disabled`: the mapping
    /// is switched off; `on_demand`: Kinesis scales the stream.
    readiness: Option<&'static str>,
    /// The tasks that run, while a service is `starting`, `stopping` or `replacing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    running: Option<u32>,
    /// When it was last looked at.
    seen_at: Option<Timestamp>,
    /// Where capacity is going; the capacity itself when it stays.
    desired: Option<u32>,
    /// The change under way, if any.
    activity: Option<ScalingActivity>,
    /// The splits and merges under way, if any.
    plan: Option<ReshardPlan>,
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
pub(crate) struct ScalingActivity {
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
    pub(crate) target: Target,
    decision: Option<DecisionRecord>,
}

impl Target {
    fn of(target: &TargetId, policy: &str, policy_version: u64, memory: &Memory) -> Self {
        let status = memory.seen.map(|seen| seen.status);
        let capacity = status.map(|status| status.capacity.0);
        let activity = memory.scaling.activity.as_ref().map(ScalingActivity::from);
        let record = memory.record.as_ref();
        let decided = record.and_then(|record| match &record.outcome {
            Outcome::Decided { decision, .. } => Some(decision),
            Outcome::Retired | Outcome::Failed { .. } => None,
        });
        Self {
            kind: target.kind.name(),
            name: target.name.clone(),
            policy: policy.to_owned(),
            policy_version,
            selected_by: None,
            mode: None,
            capacity,
            open: status.map(|status| status.open.0),
            fixed: status.map(|status| status.fixed.0),
            readiness: status.map(|status| status.readiness.name()),
            running: status
                .and_then(|status| status.readiness.running())
                .map(|running| running.0),
            seen_at: memory.seen.map(|seen| seen.at),
            desired: activity
                .as_ref()
                .map(|activity| activity.desired)
                .or(capacity),
            activity,
            plan: memory.scaling.plan.map(ReshardPlan::from),
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

    /// The order of lists.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

impl From<&Activity> for ScalingActivity {
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
    pub(crate) fn assigned(assignment: &Assignment) -> Self {
        let Assignment {
            target,
            selected,
            policy,
            policy_version,
            memory,
            ..
        } = assignment;
        let mut shown = Target::of(target, &policy.name, *policy_version, memory);
        shown.mode = Some(policy.mode);
        shown.selected_by = Some(selected.to_string());
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
    pub(crate) fn broken(broken: &Broken) -> Option<Self> {
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
