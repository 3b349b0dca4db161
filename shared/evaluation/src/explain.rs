//! Evaluating without acting: what would be decided now, and why.

use std::time::Duration;

use decision::Decision;
use futures::join;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Assignment, Inbox, Memory, MetricSource, PortError, Record, StateStore, Status, TargetSource,
    closer::decide_closely, collect, inbox::Pushes, observe, others::Others, record::planned,
};

/// Who asks why waits at most this long for metrics.
const LONGEST_FETCH: Duration = Duration::from_secs(15);

/// Looks and decides; has nothing to act with.
#[derive(Debug)]
pub struct Viewer<M, T> {
    pub metrics: M,
    pub targets: T,
}

/// A decision that is not acted on.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub status: Status,
    pub decision: Decision,
    /// In one sentence.
    pub because: String,
    /// What went wrong on the way.
    pub problems: Vec<String>,
}

impl<M: MetricSource, T: TargetSource> Viewer<M, T> {
    /// Evaluates one target at `now`; nothing is changed and nothing is remembered. What the
    /// policy follows and listens to is read from `store`.
    ///
    /// # Errors
    /// When the target cannot be looked at.
    pub async fn explain<S: StateStore + Inbox>(
        &self,
        store: &S,
        assignment: &Assignment,
        now: Timestamp,
    ) -> Result<Explanation, PortError> {
        let due = &[assignment];
        let kind = assignment.target.kind;
        let window = collect::window(kind, due, now);
        let (status, series, others, pushes) = join!(
            self.targets.describe(&assignment.target),
            collect::fetch(&self.metrics, due, &window, LONGEST_FETCH),
            Others::followed(store, due, std::iter::empty(), LONGEST_FETCH),
            Pushes::read(store, kind, due, LONGEST_FETCH),
        );
        let seen = assignment.memory.seen.map(|seen| seen.status);
        let status = match assignment.memory.scaling.plan {
            Some(_) => status?.operated_on(seen),
            None => status?.serving_as(seen),
        };
        let (series, mut problems) = match series {
            Ok(series) => (series, Vec::new()),
            Err(error) => (collect::Series::new(), vec![error.to_string()]),
        };
        let errors = others.problems.iter().chain(&pushes.problem);
        problems.extend(errors.map(ToString::to_string));
        let Assignment {
            target,
            policy,
            memory,
            ..
        } = assignment;
        let mut observation = observe::observation(target, policy, &status, &series, now);
        observation.others = others.of(assignment);
        observation.pushed = pushes.of(target);
        let (state, _) = memory.scaling.caught_up(&observation, now);
        let seen = &mut observation;
        let deciding = decide_closely(&self.targets, target, policy, seen, &state, now);
        let (decision, unseen) = deciding.await;
        problems.extend(unseen.map(|error| error.to_string()));
        let because = because(&decision, assignment);
        Ok(Explanation {
            status,
            decision,
            because,
            problems,
        })
    }
}

/// The decision, what a stream may still be resharded with, and where its plan stood last.
fn because(decision: &Decision, assignment: &Assignment) -> String {
    let Memory {
        scaling, record, ..
    } = &assignment.memory;
    let plan = scaling.plan.map(|plan| plan.way);
    let last = record.as_ref().and_then(Record::operating);
    match (last.filter(|last| Some(last.way) == plan), decision.budget) {
        (Some(last), budget) => format!("{decision}; {}", planned(budget, last)),
        (None, Some(budget)) => format!("{decision}; {budget}"),
        (None, None) => decision.to_string(),
    }
}
