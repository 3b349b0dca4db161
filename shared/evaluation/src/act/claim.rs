//! The intent is saved, then it is acted on, then it is written down what came of it.

use decision::{Capacity, Decision, ScalingState};

use super::{Turn, sight::Sight};
use crate::{
    Act, Actuator, Assignment, Change, FailedTarget, Failure, Outcome, PortError, SaveError,
    StateStore, TargetSource, report::Ended,
};

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Saves the intent before acting, so that of two concurrent evaluations only one acts.
    pub(super) async fn claim(
        &self,
        sight: Sight,
        decision: Decision,
        desired: Capacity,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target,
            policy,
            version,
            ..
        } = self.assignment;
        let Sight { status, ended, .. } = sight;
        let change = self.change(&decision);
        let claimed = sight.state.claimed(decision.current, desired, self.now);
        let written = |state: &ScalingState, act: Act| {
            let decision = Box::new(decision.clone());
            let outcome = Outcome::Decided { decision, act };
            let record = self.record(outcome, ended, problems.clone());
            self.memory(state.clone(), Some(status), record)
        };
        let version = self
            .save(*version, &written(&claimed, Act::Claimed))
            .await?;
        let answer = self
            .actuator
            .scale_to(target, &status, desired, policy)
            .await;
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
                // Without an answer it may have happened, and may have been counted.
                let state = match failure {
                    Failure::Unavailable | Failure::Malformed => claimed,
                    Failure::Throttled
                    | Failure::AccessDenied
                    | Failure::NotFound
                    | Failure::NotOurs
                    | Failure::Refused => claimed.refused(),
                };
                let refused = Act::Refused {
                    failure,
                    message: message.clone(),
                };
                let target = target.to_string();
                let failed = FailedTarget {
                    target,
                    failure,
                    message,
                };
                (written(&state, refused), Ended::Refused(failed))
            }
        };
        // The claim stands whether this is saved or not; the next evaluation sees what came of it.
        if let Err(error) = self.store.save(target, version, &memory).await {
            tracing::warn!(%target, %error, "the outcome of the act could not be recorded");
        }
        Ok(ended)
    }
}
