//! A stream's shards: what was decided is done by the call or the operation that is worth it.

use std::sync::Arc;

use decision::{
    Action, Capacity, Decision, Period, ScalingState, View,
    reshard::{Layout, Operation, Step, Way, towards},
    standing::stands_for,
};

use super::{Turn, sight::Sight};
use crate::{
    Act, Actuator, Assignment, Examined, Failure, Memory, Operating, Outcome, Reminder, SaveError,
    StateStore, Status, TargetSource, report::Ended,
};

/// When a plan goes on after an operation: they take about half a minute.
const OPERATION_TAKES: Period = Period::seconds(30);

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Does the next step from the shards that there are towards what was decided.
    pub(super) async fn reshard(
        &self,
        mut sight: Box<Sight>,
        decision: Decision,
        examined: &Examined,
        layout: &Layout,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let policy = &self.assignment.policy;
        let next = towards(policy, &decision, &sight.state, layout, self.now);
        match (next.step, next.way) {
            (Step::Call { to }, _) => {
                sight.state.plan = None;
                let desired = match decision.action {
                    // As much of the way as one call goes, or a little more than was asked for.
                    Action::ScaleTo(desired) if decision.current < desired => desired.max(to),
                    Action::ScaleTo(_) | Action::Hold => to,
                };
                self.claim(sight, decision, desired, to, problems).await
            }
            (Step::Operate(operation), Some(way)) => {
                let operating = Operating::of(operation, way, examined, layout);
                let stands = self.stands_for(&sight, &decision, way, layout);
                let decision = Arc::new(decision);
                self.operate(sight, decision, examined, operating, problems, stands)
                    .await
            }
            (Step::Operate(_) | Step::Rest, _) => {
                sight.rest(&decision, layout);
                self.hold(sight, decision, Act::None, problems).await
            }
        }
    }

    /// How long a plan goes on by this decision: one that leads in for longer than until the next
    /// evaluation, where what it leaves is enough.
    fn stands_for(&self, sight: &Sight, decision: &Decision, way: Way, layout: &Layout) -> Period {
        let policy = &self.assignment.policy;
        if !way.leads_in(layout) {
            return policy.every;
        }
        let end = self.see(Status {
            capacity: sight.status.capacity.min(Capacity(way.to())),
            ..sight.status
        });
        let view = View::new(&end.observation, &sight.state, self.now);
        stands_for(policy, decision, &view)
    }

    /// Claims the operation of a plan that goes on for so long by this decision, asks for it, and
    /// says when to go on.
    pub(super) async fn operate(
        &self,
        sight: Box<Sight>,
        decision: Arc<Decision>,
        examined: &Examined,
        operating: Operating,
        problems: Vec<String>,
        stands: Period,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target, version, ..
        } = self.assignment;
        let Sight { status, ended, .. } = *sight;
        let mut claimed = sight
            .state
            .operating(operating.way, operating.ends(), self.now);
        if let Operation::Split { at } = operating.operation {
            claimed.heat = claimed.heat.cutting(at, self.now);
        }
        let written = |state: &ScalingState, act: Act, pace: Period| {
            let decision = Arc::clone(&decision);
            let outcome = Outcome::Decided { decision, act };
            let record = self.record(outcome, ended, problems.clone());
            self.memory(state.clone(), Some(status), record, pace)
        };
        let claim = written(&claimed, Act::Operating(operating), stands);
        let version = self.save(*version, &claim).await?;
        let answer = self
            .actuator
            .operate(target, examined, operating.operation)
            .await;
        let error = match answer {
            Ok(()) => {
                tracing::info!(%target, %operating, "resharded");
                return Ok(Ended::Operated(self.reminder(version, claim)));
            }
            Err(error) => error,
        };
        tracing::warn!(%target, %error, %operating, "refused");
        let (refused, ended) = self.refused(error.failure, error.to_string());
        let soon = self.assignment.policy.every.min(stands);
        let memory = if error.failure == Failure::Postponed {
            self.still_due(written(&sight.state, refused, soon))
        } else if error.failure.may_have_happened() {
            written(&claimed, refused, soon)
        } else {
            written(&claimed.operation_refused(), refused, soon)
        };
        self.settle(version, &claim, &memory).await;
        Ok(ended)
    }

    /// To go on with the plan once the operation is through.
    fn reminder(&self, version: u64, memory: Memory) -> Box<Reminder> {
        let before = self.assignment;
        let assignment = Assignment {
            target: before.target.clone(),
            selected: before.selected.clone(),
            policy: Arc::clone(&before.policy),
            policy_version: before.policy_version,
            version,
            memory,
        };
        Box::new(Reminder {
            target: assignment.target.clone(),
            due: OPERATION_TAKES.after(self.now),
            assignment,
        })
    }
}
