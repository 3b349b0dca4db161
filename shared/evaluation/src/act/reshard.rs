//! A stream's shards: what was decided is done by the call or the operation that is worth it.

use std::sync::Arc;

use decision::{
    Action, Decision, Period, Plan, ScalingState,
    reshard::{Layout, Operation, Step, towards},
};

use super::{Turn, sight::Sight};
use crate::{
    Act, Actuator, Assignment, Examined, Failure, Memory, Operating, Outcome, Reminder, SaveError,
    StateStore, TargetSource, report::Ended,
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
                let operating = Operating {
                    operation,
                    way,
                    open: examined.status.open,
                    left: way.operations(layout).max(1),
                };
                self.operate(sight, decision, examined, operating, problems)
                    .await
            }
            (Step::Operate(_) | Step::Rest, _) => {
                // What leads in may have to wait until rules see again.
                let is_out = |plan: Plan| !plan.way.leads_in(layout);
                if decision.may_shrink || sight.state.plan.is_some_and(is_out) {
                    sight.state.plan = None;
                }
                self.hold(sight, decision, Act::None, problems).await
            }
        }
    }

    /// Claims the operation, asks for it, and says when to go on.
    async fn operate(
        &self,
        sight: Box<Sight>,
        decision: Decision,
        examined: &Examined,
        operating: Operating,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target, version, ..
        } = self.assignment;
        let Sight { status, ended, .. } = *sight;
        let mut claimed = sight.state.operating(operating.way, self.now);
        if let Operation::Split { at } = operating.operation {
            claimed.heat = claimed.heat.cutting(at, self.now);
        }
        let decision = Arc::new(decision);
        let written = |state: &ScalingState, act: Act| {
            let decision = Arc::clone(&decision);
            let outcome = Outcome::Decided { decision, act };
            let record = self.record(outcome, ended, problems.clone());
            self.memory(
                state.clone(),
                Some(status),
                record,
                self.assignment.policy.every,
            )
        };
        let claim = written(&claimed, Act::Operating(operating));
        let version = self.save(*version, &claim).await?;
        let answer = self
            .actuator
            .operate(target, examined, operating.operation)
            .await;
        let error = match answer {
            Ok(()) => {
                tracing::info!(%target, %operating, "resharded");
                let memory = written(&claimed, Act::Operated(operating));
                let version = self.settle(version, &memory).await;
                return Ok(Ended::Operated(self.reminder(version, memory)));
            }
            Err(error) => error,
        };
        tracing::warn!(%target, %error, %operating, "refused");
        let (refused, ended) = self.refused(error.failure, error.to_string());
        let memory = if error.failure == Failure::Postponed {
            self.still_due(written(&sight.state, refused))
        } else if error.failure.may_have_happened() {
            written(&claimed, refused)
        } else {
            written(&claimed.operation_refused(), refused)
        };
        self.settle(version, &memory).await;
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
