//! A target as it is seen in its turn.

use decision::{
    ActivityEnd, Decision, Observation, Plan, Readiness, ScalingState,
    reshard::{Layout, UNTIDY},
};

use super::Turn;
use crate::{Assignment, Failure, PortError, Status, observe::observation};

/// A target as it was seen, with its state caught up.
pub(super) struct Sight {
    pub(super) status: Status,
    pub(super) observation: Observation,
    pub(super) state: ScalingState,
    pub(super) ended: Option<ActivityEnd>,
}

impl Sight {
    /// Whether shards may have to be split or merged though capacity stays: a plan is under way, or
    /// many shards make the stream no stronger.
    pub(super) fn may_be_resharded(&self) -> bool {
        let (open, serving) = (self.status.open.units(), self.status.capacity.units());
        let ready = self.status.readiness == Readiness::Ready && self.state.activity.is_none();
        // Where single shards are watched, the cold ones are known.
        let untidy = if self.state.heat.is_watching() {
            0.0
        } else {
            UNTIDY
        };
        ready && (self.state.plan.is_some() || untidy * open <= open - serving && serving < open)
    }

    /// Nothing more is done about the shards now. What leads in may have to wait until rules see
    /// again; any other plan is through.
    pub(super) fn rest(&mut self, decision: &Decision, layout: &Layout) {
        let is_out = |plan: Plan| !plan.way.leads_in(layout);
        if decision.may_shrink || self.state.plan.is_some_and(is_out) {
            self.state.plan = None;
        }
    }
}

impl<T, A, S> Turn<'_, T, A, S> {
    /// The status to decide with, and what went wrong in getting it.
    ///
    /// What was seen before is good enough to decide with, because a target is looked at again
    /// before it is changed. It is not good enough to say what became of a change under way.
    pub(super) fn status(&self) -> Result<(Status, Vec<String>), PortError> {
        let mut problems: Vec<String> = self.collected.problems().collect();
        let memory = &self.assignment.memory;
        let still = memory.scaling.activity.is_none() && memory.scaling.plan.is_none();
        let seen = memory.seen.filter(|_| still);
        match (self.collected.looks.get(&self.assignment.target), seen) {
            (Some(Ok(status)), _) if memory.scaling.plan.is_some() => {
                let before = memory.seen.map(|seen| seen.status);
                Ok((status.operated_on(before), problems))
            }
            (Some(Ok(status)), seen) => {
                let seen = seen.map(|seen| seen.status);
                Ok((status.serving_as(seen), problems))
            }
            (None, Some(seen)) => Ok((seen.status, problems)),
            (Some(Err(error)), Some(seen)) if error.failure == Failure::Postponed => {
                Ok((seen.status, problems))
            }
            (Some(Err(error)), Some(seen))
                if matches!(error.failure, Failure::Throttled | Failure::Unavailable) =>
            {
                problems.push(error.to_string());
                Ok((seen.status, problems))
            }
            (Some(Err(error)), _) => Err(error.clone()),
            (None, None) => Err(PortError {
                operation: "describe",
                failure: Failure::Throttled,
                message: "too many targets had to be looked at; its turn comes in a later tick"
                    .to_owned(),
            }),
        }
    }

    /// Whether a stream at rest has other shards than when it was last at rest: how even they are
    /// says how strong they are, and whose doing they may be.
    pub(super) fn is_news(&self, status: &Status) -> bool {
        let before = self.assignment.memory.scaling.open;
        let changed = before.is_some_and(|before| before != status.open);
        changed && status.readiness == Readiness::Ready
    }

    /// Boxed: it goes from one future into the next, and each has room for it.
    pub(super) fn see(&self, status: Status) -> Box<Sight> {
        let Assignment {
            target,
            policy,
            memory,
            ..
        } = self.assignment;
        let collected = self.collected;
        let mut observation = observation(target, policy, &status, &collected.series, self.now);
        observation.others = collected.others.of(self.assignment);
        observation.pushed = collected.pushes.of(target);
        let (state, ended) = memory.scaling.caught_up(&observation, self.now);
        Box::new(Sight {
            status,
            observation,
            state,
            ended,
        })
    }
}
