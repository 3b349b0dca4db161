//! The intent is saved, then it is acted on, then it is written down what came of it.

use std::sync::Arc;

use decision::{Capacity, Decision, ScalingState};

use super::{Turn, save, sight::Sight};
use crate::{
    Act, Actuator, Assignment, Change, FailedTarget, Failure, Memory, Outcome, PortError,
    SaveError, StateStore, TargetSource, report::Ended,
};

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Saves the intent before acting, so that of two concurrent evaluations only one acts. Asks
    /// for `step` on the way to `desired`.
    pub(super) async fn claim(
        &self,
        sight: Box<Sight>,
        decision: Decision,
        desired: Capacity,
        step: Capacity,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target,
            policy,
            version,
            ..
        } = self.assignment;
        let Sight { status, ended, .. } = *sight;
        let change = self.change(&decision);
        let claimed = sight.state.claimed(decision.current, desired, self.now);
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
        let claim = written(&claimed, Act::Claimed);
        let version = self.save(*version, &claim).await?;
        let answer = self.actuator.scale_to(target, &status, step, policy).await;
        let (memory, ended) = match answer {
            Ok(asked) => {
                tracing::info!(%target, from = %change.from, to = %desired, %asked,
                    because = change.because, "scaled");
                let accepted = claimed.accepted(asked, self.now);
                let asked_first = Some(asked).filter(|asked| *asked != desired);
                let change = Change {
                    asked: asked_first,
                    ..change
                };
                (
                    written(&accepted, Act::Accepted { asked }),
                    Ended::Acted(change),
                )
            }
            Err(error) => {
                tracing::warn!(%target, %error, to = %desired, "refused");
                let PortError { failure, .. } = error;
                let message = error.to_string();
                let state = match failure {
                    // Without an answer it may have happened, and may have been counted; and a day's
                    // limit that others have used up is told as any other limit.
                    Failure::Unavailable | Failure::Malformed | Failure::Throttled => claimed,
                    Failure::Postponed => sight.state,
                    Failure::AccessDenied
                    | Failure::NotFound
                    | Failure::NotOurs
                    | Failure::Refused => claimed.refused(),
                };
                let (refused, ended) = self.refused(failure, message);
                let memory = written(&state, refused);
                if failure == Failure::Postponed {
                    (self.still_due(memory), ended)
                } else {
                    (memory, ended)
                }
            }
        };
        self.settle(version, &claim, &memory).await;
        Ok(ended)
    }

    /// That a service refused, or was not asked, for the record and for the report.
    pub(super) fn refused(&self, failure: Failure, message: String) -> (Act, Ended) {
        let ended = if failure == Failure::Postponed {
            Ended::Left
        } else {
            Ended::Refused(FailedTarget {
                target: self.assignment.target.to_string(),
                failure,
                message: message.clone(),
            })
        };
        (Act::Refused { failure, message }, ended)
    }

    /// Saves what came of an act after its claim. The claim stands whether that succeeds or not;
    /// the next evaluation sees what came of it.
    pub(super) async fn settle(&self, version: u64, claim: &Memory, memory: &Memory) {
        let target = &self.assignment.target;
        if let Err(error) = save(self.store, target, version, claim, memory).await {
            tracing::warn!(%target, %error, "the outcome of the act could not be recorded");
        }
    }
}
